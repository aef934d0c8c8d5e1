/** What a reviewer asks for, or that no record tells of it. */
import { SearchIcon } from "@patternfly/react-icons/dist/esm/icons/search-icon";
import type { ReactNode } from "react";
import { CallFailed } from "../../../shared/api";
import { useText } from "../../context";
import type { Loaded } from "../../load";
import { Content, Nothing } from "../../parts/State";

export function Told<T>({ of, children }: { of: Loaded<T>; children: (found: T | null) => ReactNode }) {
  if (of.error instanceof CallFailed && of.error.status === 404) {
    return children(null);
  }
  return <Content of={of}>{(found) => children(found)}</Content>;
}

export function Missing() {
  const text = useText();
  return <Nothing icon={SearchIcon} title={text("untold")} body={text("untoldBody")} />;
}
