/** Changes what is writable of an agent. What somebody else changed meanwhile is never overwritten. */
import { useState } from "react";
import { CallFailed } from "../../shared/api";
import { useAgents, useText } from "../context";
import type { Agent } from "../model";
import { useReason } from "../parts/reason";
import { useSay } from "../parts/Toasts";
import {
  ActionGroup,
  Alert,
  AlertActionLink,
  Button,
  Checkbox,
  Form,
  FormSection,
  PageSection,
  PageSectionVariants,
} from "../pf";
import { draftOf, patchOf } from "./draft";
import { AuthorityFields, FactFields, LimitFields, NameFields, SponsorField } from "./fields";

interface EditTabProps {
  agent: Agent;
  changed(): void;
}

export default function EditTab({ agent, changed }: EditTabProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const reason = useReason();
  const [draft, setDraft] = useState(() => draftOf(agent));
  const [confirmApps, setConfirmApps] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const patch = patchOf(agent, draft);
  const same = Object.keys(patch).length === 0;
  const conflict = error instanceof CallFailed && error.status === 409;
  const props = {
    draft,
    change: (values: Partial<typeof draft>) => {
      setDraft((before) => ({ ...before, ...values }));
    },
  };
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const query = confirmApps ? { confirmPublicApps: true } : {};
      await agents("PATCH", [agent.id], { query, body: { ...patch, version: agent.version } });
      say.done(text("saved"));
      changed();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const notSaved =
    error === null ? null : (
      <Alert
        variant={conflict ? "warning" : "danger"}
        isInline
        role="alert"
        data-testid="edit-failure"
        title={text(conflict ? "conflict" : "notSaved")}
        actionLinks={conflict ? <AlertActionLink onClick={changed}>{text("showCurrent")}</AlertActionLink> : null}
      >
        <p>{conflict ? text("conflictBody") : reason(error)}</p>
      </Alert>
    );
  if (agent.status === "retired") {
    return (
      <PageSection variant={PageSectionVariants.light}>
        <Alert variant="info" isInline title={text("retiredIsFinal")} />
      </PageSection>
    );
  }
  return (
    <PageSection variant={PageSectionVariants.light}>
      <Form
        isHorizontal
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FormSection title={text("identity")} titleElement="h2">
          <NameFields {...props} />
          <SponsorField {...props} />
        </FormSection>
        <FormSection title={text("authority")} titleElement="h2">
          <AuthorityFields {...props} />
          <Checkbox
            id="confirm-apps"
            label={text("confirmApps")}
            isChecked={confirmApps}
            onChange={(_event, on) => {
              setConfirmApps(on);
            }}
          />
        </FormSection>
        <FormSection title={text("limits")} titleElement="h2">
          <LimitFields {...props} />
        </FormSection>
        <FormSection title={text("software")} titleElement="h2">
          <FactFields {...props} />
        </FormSection>
        {notSaved}
        <ActionGroup>
          <Button type="submit" isDisabled={same || busy} isLoading={busy} data-testid="edit-save">
            {text("save")}
          </Button>
          <Button
            variant="link"
            isDisabled={same}
            onClick={() => {
              setDraft(draftOf(agent));
              setError(null);
            }}
          >
            {text("revert")}
          </Button>
        </ActionGroup>
      </Form>
    </PageSection>
  );
}
