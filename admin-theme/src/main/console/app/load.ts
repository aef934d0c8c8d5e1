/** Loading what a page shows. */
import { type DependencyList, useCallback, useEffect, useRef, useState } from "react";

export interface Loaded<T> {
  /** What came last; stays while it is loaded anew. */
  readonly data: T | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  reload(): void;
}

/** Loads when the page is drawn first and whenever what it depends on is another. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, of: DependencyList): Loaded<T> {
  const [state, setState] = useState<{ data: T | undefined; error: unknown; loading: boolean }>({
    data: undefined,
    error: null,
    loading: true,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const calls = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    latest.current(calls.signal).then(
      (data) => {
        if (!calls.signal.aborted) {
          setState({ data, error: null, loading: false });
        }
      },
      (error: unknown) => {
        if (!calls.signal.aborted) {
          setState({ data: undefined, error, loading: false });
        }
      },
    );
    return () => {
      calls.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [...of, round]);
  const reload = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  return { ...state, reload };
}
