/** What every page knows: where it is, which words to use, how to reach the server, and how to say what came of something. */
import { createContext, type ReactNode, useCallback, useContext, useMemo } from "react";
import { call, type Call, send } from "../shared/api";
import type { ConsoleContext } from "../shared/context";
import { agentsHash } from "../loader/route";
import type { Texts } from "./texts";

const KEPT_MILLIS = 60_000;

interface Given {
  readonly context: ConsoleContext;
  readonly text: Texts;
}

const Context = createContext<Given | null>(null);

export function Given({ context, text, children }: Given & { children: ReactNode }) {
  const value = useMemo(() => ({ context, text }), [context, text]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function useGiven(): Given {
  const given = useContext(Context);
  if (!given) {
    throw new Error("Outside of the console");
  }
  return given;
}

export function useConsole(): ConsoleContext {
  return useGiven().context;
}

export function useText(): Texts {
  return useGiven().text;
}

export type Agents = <T>(method: string, path: readonly string[], of?: Call) => Promise<T>;

/** Calls below `/admin/realms/{realm}/agents`. */
export function useAgents(): Agents {
  const { context } = useGiven();
  const realm = context.place.realm;
  return useCallback(
    (method, path, of) => call(context, method, ["realms", realm, "agents", ...path], of),
    // The session is the same as long as the console is open.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [realm],
  );
}

/** Keeps what a call below `/admin/realms/{realm}/agents` answers as a file of the admin's. */
export function useDownload(): (path: readonly string[], of: Call, name: string) => Promise<void> {
  const { context } = useGiven();
  const realm = context.place.realm;
  return useCallback(
    async (path, of, name) => {
      const response = await send(context, "GET", ["realms", realm, "agents", ...path], of);
      const address = URL.createObjectURL(await response.blob());
      const link = document.createElement("a");
      link.href = address;
      link.download = name;
      link.click();
      // The browser has taken hold of it by then.
      setTimeout(() => {
        URL.revokeObjectURL(address);
      }, KEPT_MILLIS);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [realm],
  );
}

/** Calls below `/admin/realms/{realm}`, of Keycloak's own admin API. */
export function useRealm(): Agents {
  const { context } = useGiven();
  const realm = context.place.realm;
  return useCallback(
    (method, path, of) => call(context, method, ["realms", realm, ...path], of),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [realm],
  );
}

export interface View {
  get(name: string): string;
  /** A number that is not negative, or the other. */
  number(name: string, other: number): number;
  /** The same page with other values; an empty value takes a name away. `only` drops all names that are not named. */
  change(values: Readonly<Record<string, string>>, only?: boolean): string;
  go(values: Readonly<Record<string, string>>, replace?: boolean): void;
}

/** What the query of the address says. */
export function useView(): View {
  const { place, go } = useConsole();
  return useMemo(() => {
    const query = new URLSearchParams(place.query);
    const change = (values: Readonly<Record<string, string>>, only = false) => {
      const next = new URLSearchParams(only ? "" : place.query);
      for (const [name, value] of Object.entries(values)) {
        if (value === "") {
          next.delete(name);
        } else {
          next.set(name, value);
        }
      }
      return next.toString();
    };
    return {
      get: (name) => query.get(name) ?? "",
      number: (name, other) => {
        const value = Number.parseInt(query.get(name) ?? "", 10);
        return value >= 0 ? value : other;
      },
      change,
      go: (values, replace) => {
        go(change(values), replace);
      },
    };
  }, [place.query, go]);
}

/** Addresses within the console. */
export function useHref() {
  const { place } = useConsole();
  const realm = place.realm;
  return useMemo(
    () => ({
      agents: (values: Readonly<Record<string, string>> = {}) => agentsHash(realm, new URLSearchParams(values).toString()),
      agent: (id: string, tab = "") =>
        agentsHash(realm, new URLSearchParams(tab ? { agent: id, tab } : { agent: id }).toString()),
      client: (id: string) => `#/${encodeURIComponent(realm)}/clients/${encodeURIComponent(id)}/settings`,
      user: (id: string) => `#/${encodeURIComponent(realm)}/users/${encodeURIComponent(id)}/settings`,
      group: (id: string) => `#/${encodeURIComponent(realm)}/groups/${encodeURIComponent(id)}`,
    }),
    [realm],
  );
}
