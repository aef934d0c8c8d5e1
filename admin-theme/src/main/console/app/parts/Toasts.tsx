/** What came of an action, said in the corner as the console does it. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useText } from "../context";
import { Alert, AlertActionCloseButton, AlertGroup } from "../pf";
import { useReason } from "./reason";

const STAY_MILLIS = 8000;

interface Toast {
  id: number;
  variant: "success" | "danger";
  title: string;
  body: string;
}

export interface Say {
  done(title: string, body?: string): void;
  failed(title: string, error: unknown): void;
}

const Context = createContext<Say | null>(null);

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const text = useText();
  const reason = useReason();
  const add = useCallback((toast: Omit<Toast, "id">) => {
    setToasts((before) => [{ ...toast, id: (before[0]?.id ?? 0) + 1 }, ...before]);
  }, []);
  const remove = (id: number) => {
    setToasts((before) => before.filter((toast) => toast.id !== id));
  };
  const say = useMemo<Say>(
    () => ({
      done: (title, body = "") => {
        add({ variant: "success", title, body });
      },
      failed: (title, error) => {
        add({ variant: "danger", title, body: reason(error) });
      },
    }),
    [add, reason],
  );
  return (
    <Context.Provider value={say}>
      {children}
      <AlertGroup isToast isLiveRegion data-testid="agents-alerts" aria-label={text("alerts")}>
        {toasts.map((toast) => (
          <Alert
            key={toast.id}
            variant={toast.variant}
            title={toast.title}
            timeout={toast.variant === "success" ? STAY_MILLIS : false}
            onTimeout={() => {
              remove(toast.id);
            }}
            actionClose={
              <AlertActionCloseButton
                aria-label={text("close")}
                onClose={() => {
                  remove(toast.id);
                }}
              />
            }
          >
            {toast.body === "" ? null : <p>{toast.body}</p>}
          </Alert>
        ))}
      </AlertGroup>
    </Context.Provider>
  );
}

export function useSay(): Say {
  const say = useContext(Context);
  if (!say) {
    throw new Error("Outside of the console");
  }
  return say;
}
