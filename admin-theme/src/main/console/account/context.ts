/** What every part of the page knows: which words to use, and how to reach the server. */
import { useCallback } from "react";
import { useConsole, useText } from "../app/context";
import { type Call, callAt } from "../shared/api";
import type { Words } from "./texts";

export { useConsole, useView } from "../app/context";

export function useWords(): Words {
  // The page is given words of its own; parts that it shares with the admin console read theirs from the same.
  return useText() as unknown as Words;
}

export type Mine = <T>(method: string, path: readonly string[], of?: Call) => Promise<T>;

/** Calls below `/realms/{realm}/agents`. */
export function useMine(): Mine {
  const context = useConsole();
  const { realm } = context.place;
  return useCallback(
    (method, path, of) => callAt(context, `${context.serverBaseUrl}/realms`, method, [realm, "agents", ...path], of),
    // The session is the same as long as the console is open.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [realm],
  );
}
