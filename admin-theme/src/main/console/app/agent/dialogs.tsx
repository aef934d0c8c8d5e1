/** The questions before what ends no task. */
import { useState } from "react";
import { useAgents, useText } from "../context";
import { type Agent, type Level, LEVELS } from "../model";
import { Choice } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { useSay } from "../parts/Toasts";
import { Form, FormGroup, TextInput } from "../pf";

interface DialogProps {
  agent: Agent;
  done(): void;
  close(): void;
}

export function ActivateDialog({ agent, done, close }: DialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const act = async () => {
    await agents("POST", [agent.id, "activate"]);
    say.done(text("done.activate", { name: agent.clientId }));
    done();
  };
  return (
    <Dialog title={text("ask.activate", { name: agent.clientId })} confirm={text("act.activate")} act={act} close={close}>
      <p>{text("about.activate")}</p>
    </Dialog>
  );
}

export function ReviewDialog({ agent, done, close }: DialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const act = async () => {
    await agents("POST", [agent.id, "review"]);
    say.done(text("done.review", { name: agent.clientId }));
    done();
  };
  return (
    <Dialog title={text("ask.review", { name: agent.clientId })} confirm={text("act.review")} act={act} close={close}>
      <p>{text("about.review")}</p>
    </Dialog>
  );
}

export function RiskDialog({ agent, done, close }: DialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [level, setLevel] = useState<Level>(agent.risk.level);
  const [reason, setReason] = useState("");
  const act = async () => {
    await agents("POST", [agent.id, "risk"], { body: { level, reason: reason === "" ? null : reason } });
    say.done(text("done.risk", { name: agent.clientId, level: text.word("risk", level) }));
    done();
  };
  return (
    <Dialog title={text("ask.risk", { name: agent.clientId })} confirm={text("save")} act={act} close={close}>
      <p className="pf-v5-u-mb-md">{text("about.risk")}</p>
      <Form>
        <FormGroup label={text("risk")} fieldId="risk-level">
          <Choice
            id="risk-level"
            label={text("risk")}
            value={level}
            options={LEVELS.map((value) => ({ value, label: text.word("risk", value) }))}
            onChange={(value) => {
              setLevel(value as Level);
            }}
          />
        </FormGroup>
        <FormGroup label={text("reason")} fieldId="risk-reason">
          <TextInput
            id="risk-reason"
            maxLength={255}
            value={reason}
            onChange={(_event, value) => {
              setReason(value);
            }}
          />
        </FormGroup>
      </Form>
    </Dialog>
  );
}

export function DeleteDialog({ agent, done, close }: DialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [typed, setTyped] = useState("");
  const act = async () => {
    await agents("DELETE", [agent.id]);
    say.done(text("done.delete", { name: agent.clientId }));
    done();
  };
  return (
    <Dialog
      title={text("ask.delete", { name: agent.clientId })}
      confirm={text("act.delete")}
      danger
      disabled={typed !== agent.clientId}
      act={act}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{text("about.delete")}</p>
      <FormGroup label={text("typeToDelete", { name: agent.clientId })} fieldId="delete-name">
        <TextInput
          id="delete-name"
          value={typed}
          onChange={(_event, value) => {
            setTyped(value);
          }}
        />
      </FormGroup>
    </Dialog>
  );
}
