/** What the console tells the element that draws the pages. */
import type { Server } from "./api";

export type Place =
  | { readonly page: "agents"; readonly realm: string; readonly query: string }
  | { readonly page: "user"; readonly realm: string; readonly query: string; readonly user: string };

export interface Rights {
  /** May change agents. */
  readonly manage: boolean;
  /** Is an administrator of the realm: may lift the emergency stop and say where records go. */
  readonly realmAdmin: boolean;
}

export interface ConsoleContext extends Server {
  readonly place: Place;
  readonly language: string;
  readonly rights: Rights;
  /** Address of the server as agents see it. */
  readonly serverBaseUrl: string;
  /** Goes to another query on the same page; with `replace` the browser's Back leads past this one. */
  go(query: string, replace?: boolean): void;
}
