/** What stands in the place of content that is not there (yet). */
import type { ComponentType, ReactNode } from "react";
import { CubesIcon } from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import { useText } from "../context";
import type { Loaded } from "../load";
import {
  Alert,
  AlertActionLink,
  Bullseye,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
  Spinner,
} from "../pf";
import { useReason } from "./reason";

export function Loading() {
  const text = useText();
  return (
    <Bullseye className="pf-v5-u-p-xl">
      <Spinner aria-label={text("loading")} aria-valuetext={text("loading")} />
    </Bullseye>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const text = useText();
  const reason = useReason();
  return (
    <Alert
      variant="danger"
      isInline
      role="alert"
      className="pf-v5-u-m-md"
      title={text("failed")}
      data-testid="agents-failure"
      actionLinks={retry ? <AlertActionLink onClick={retry}>{text("retry")}</AlertActionLink> : null}
    >
      <p>{reason(error)}</p>
    </Alert>
  );
}

/** The content once it is there, a spinner until then, or what went wrong. */
export function Content<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ReactNode }) {
  if (of.error !== null && of.data === undefined) {
    return <Failure error={of.error} retry={of.reload} />;
  }
  return of.data === undefined ? <Loading /> : <div aria-busy={of.loading}>{children(of.data)}</div>;
}

export function Nothing({
  title,
  body,
  icon = CubesIcon,
  action = null,
}: {
  title: string;
  body: string;
  icon?: ComponentType;
  action?: ReactNode;
}) {
  return (
    <EmptyState data-testid="agents-empty">
      <EmptyStateHeader titleText={title} headingLevel="h2" icon={<EmptyStateIcon icon={icon} />} />
      <EmptyStateBody>{body}</EmptyStateBody>
      {action ? (
        <EmptyStateFooter>
          <EmptyStateActions>{action}</EmptyStateActions>
        </EmptyStateFooter>
      ) : null}
    </EmptyState>
  );
}
