/** Asks before something that ends tasks: says what will end, and afterwards what did. */
import { useState } from "react";
import { useAgents, useText } from "../context";
import { useLoad } from "../load";
import { type Agent, type Ended, LIVE, type Task } from "../model";
import { Dialog } from "../parts/Dialog";
import { Entries } from "../parts/Entries";
import { Moment } from "../parts/labels";
import { PersonById } from "../parts/people";
import { Failure, Loading } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import { Alert, Button, FormGroup, List, ListItem, Modal, ModalVariant, TextInput } from "../pf";

export type Ending = "suspend" | "kill" | "retire" | "transfer";

const MOST = 1000;
const SHOWN = 5;

interface EndingDialogProps {
  ending: Ending;
  agent: Agent;
  changed(): void;
  close(): void;
}

export function EndingDialog({ ending, agent, changed, close }: EndingDialogProps) {
  const text = useText();
  const agents = useAgents();
  const suggest = useSuggestions();
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState<string[]>([]);
  const [ended, setEnded] = useState<Ended | null>(null);
  const live = useLoad(
    async (signal) => {
      const states = LIVE.map((state) =>
        agents<Task[]>("GET", [agent.id, "tasks"], { query: { state, max: MOST }, signal }),
      );
      return (await Promise.all(states)).flat();
    },
    [agents, agent.id],
  );
  const act = async () => {
    const body = ending === "transfer" ? { owner: owner[0] } : { reason: reason === "" ? null : reason };
    setEnded(await agents<Ended>("POST", [agent.id, ending], { body }));
    changed();
  };
  const name = agent.clientId;
  if (ended) {
    return (
      <Modal
        isOpen
        variant={ModalVariant.medium}
        title={text(`done.${ending}`, { name })}
        titleIconVariant="success"
        onClose={close}
        data-testid="agents-ended"
        actions={[
          <Button key="close" data-testid="dialog-close" onClick={close}>
            {text("close")}
          </Button>,
        ]}
      >
        <WhatEnded ended={ended} />
      </Modal>
    );
  }
  return (
    <Dialog
      title={text(`ask.${ending}`, { name })}
      confirm={text(`act.${ending}`)}
      danger={ending !== "transfer"}
      disabled={ending === "transfer" && owner.length === 0}
      act={act}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{text(`about.${ending}`)}</p>
      {live.error === null ? null : <Failure error={live.error} retry={live.reload} />}
      {live.loading ? <Loading /> : null}
      {live.data ? <WhatWillEnd tasks={live.data} /> : null}
      {ending === "transfer" ? (
        <FormGroup label={text("newOwner")} isRequired fieldId="new-owner">
          <Entries
            id="new-owner"
            label={text("newOwner")}
            single
            value={owner}
            suggest={suggest.users}
            onChange={setOwner}
          />
        </FormGroup>
      ) : (
        <FormGroup label={text("reason")} fieldId="ending-reason">
          <TextInput
            id="ending-reason"
            data-testid="ending-reason"
            maxLength={255}
            value={reason}
            onChange={(_event, value) => {
              setReason(value);
            }}
          />
        </FormGroup>
      )}
    </Dialog>
  );
}

function WhatWillEnd({ tasks }: { tasks: readonly Task[] }) {
  const text = useText();
  if (tasks.length === 0) {
    return <Alert variant="info" isInline isPlain title={text("endsNothing")} className="pf-v5-u-mb-md" />;
  }
  const people = new Set(tasks.filter((task) => !task.autonomous).map((task) => task.principalId));
  return (
    <Alert
      variant="warning"
      isInline
      className="pf-v5-u-mb-md"
      title={text("willEnd", { tasks: tasks.length, people: people.size })}
      data-testid="will-end"
    >
      <List>
        {tasks.slice(0, SHOWN).map((task) => (
          <ListItem key={task.id}>
            {task.purpose ?? task.target}
            {" – "}
            {task.autonomous ? text("forNobody") : <PersonById plain id={task.principalId} />}
          </ListItem>
        ))}
        {tasks.length > SHOWN ? <ListItem>{text("andMore", { count: tasks.length - SHOWN })}</ListItem> : null}
      </List>
    </Alert>
  );
}

export function WhatEnded({ ended }: { ended: Ended }) {
  const text = useText();
  return (
    <div data-testid="what-ended">
      <p>{text("endedTasksTokens", { tasks: ended.tasksEnded, tokens: ended.tokensEnded })}</p>
      {ended.lastTokenExpiresAt ? (
        <p className="pf-v5-u-mt-sm">
          {text("lastToken")} <Moment at={ended.lastTokenExpiresAt} />
        </p>
      ) : null}
    </div>
  );
}
