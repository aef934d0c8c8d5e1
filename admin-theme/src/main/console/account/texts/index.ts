/** The words of the page. A language that is not here reads English. */
import { textsOf } from "../../app/texts";
import { en } from "./en";

export type Key = keyof typeof en;
type Values = Readonly<Record<string, string | number>>;

export interface Words {
  (key: Key, values?: Values): string;
  /** The word for a value of the server, such as `status` and `active`; the value itself where there is none. */
  word(group: string, value: string): string;
  readonly lang: string;
}

/** The texts of a language, which are fetched when they are needed. */
export async function loadWords(lang: string): Promise<ReturnType<typeof textsOf>> {
  return lang === "de" ? textsOf((await import("./de")).de, "de") : textsOf(en, "en");
}
