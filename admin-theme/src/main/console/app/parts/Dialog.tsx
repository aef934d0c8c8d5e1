/** A question before something is done. */
import { type ReactNode, useState } from "react";
import { useText } from "../context";
import { Alert, Button, Modal, ModalVariant } from "../pf";
import { useReason } from "./reason";

interface DialogProps {
  title: string;
  confirm: string;
  danger?: boolean;
  disabled?: boolean;
  /** What is done; while it fails the dialog stays and says why. */
  act(): Promise<unknown>;
  close(): void;
  children: ReactNode;
}

export function Dialog({ title, confirm, danger = false, disabled = false, act, close, children }: DialogProps) {
  const text = useText();
  const reason = useReason();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = () => {
    setBusy(true);
    setError(null);
    act()
      .catch((failure: unknown) => {
        setError(failure);
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <Modal
      isOpen
      variant={ModalVariant.medium}
      title={title}
      {...(danger ? { titleIconVariant: "warning" as const } : {})}
      onClose={close}
      data-testid="agents-dialog"
      actions={[
        <Button
          key="yes"
          variant={danger ? "danger" : "primary"}
          isLoading={busy}
          isDisabled={busy || disabled}
          data-testid="dialog-confirm"
          onClick={run}
        >
          {confirm}
        </Button>,
        <Button key="no" variant="link" data-testid="dialog-cancel" onClick={close}>
          {text("cancel")}
        </Button>,
      ]}
    >
      {error === null ? null : (
        <Alert variant="danger" isInline title={text("notDone")} className="pf-v5-u-mb-md">
          <p>{reason(error)}</p>
        </Alert>
      )}
      {children}
    </Modal>
  );
}
