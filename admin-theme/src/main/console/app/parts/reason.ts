/** Why a call did not succeed, in words for people. */
import { useCallback } from "react";
import { CallFailed } from "../../shared/api";
import { useText } from "../context";

export function useReason(): (error: unknown) => string {
  const text = useText();
  return useCallback(
    (error) => {
      if (!(error instanceof CallFailed)) {
        return String(error);
      }
      switch (error.status) {
        case 0:
          return text("unreachable");
        case 401:
          return text("ended");
        case 403:
          return error.detail ?? text("forbidden");
        case 404:
          return error.detail ?? text("notFound");
        default:
          return error.detail ?? text("answered", { status: error.status });
      }
    },
    [text],
  );
}
