/** Replaces what an agent proves itself with, takes a key away, and says what has to be done next. */
import { useState } from "react";
import { CredentialFields, credentialOf, isComplete, KeyField, NO_CREDENTIAL } from "../create/credential";
import { useAgents, useHref, useText } from "../context";
import type { Agent, CredentialState, HeldKey } from "../model";
import { Dialog } from "../parts/Dialog";
import { Moment } from "../parts/labels";
import { Period } from "../parts/Period";
import { Alert, Button, ClipboardCopy, Form, FormGroup, List, ListComponent, ListItem, Modal, ModalVariant } from "../pf";
import { type KeyAct, KeyTable, thumbprintOf } from "./CredentialCard";
import { Hint } from "./fields";

interface KeyDialogsProps {
  agent: Agent;
  credential: CredentialState;
  act: KeyAct;
  changed(): void;
  close(): void;
}

export default function KeyDialogs({ agent, credential, act, changed, close }: KeyDialogsProps) {
  const [before] = useState(credential);
  const [done, setDone] = useState<CredentialState | null>(null);
  const finish = (state: CredentialState) => {
    setDone(state);
    changed();
  };
  const of = { agent, close, finish };
  if (done) {
    return <Next agent={agent} act={act} before={before} now={done} close={close} />;
  }
  if (act === "replace") {
    return <ReplaceDialog {...of} />;
  }
  if (act !== "rotate") {
    return <RemoveDialog {...of} gone={act} />;
  }
  return credential.type === "client_secret" ? <SecretDialog {...of} /> : <AddDialog {...of} />;
}

interface StepProps {
  agent: Agent;
  close(): void;
  finish(state: CredentialState): void;
}

function AddDialog({ agent, close, finish }: StepProps) {
  const text = useText();
  const agents = useAgents();
  const [draft, setDraft] = useState(NO_CREDENTIAL);
  const [overlap, setOverlap] = useState("");
  const act = async () => {
    const body = { jwk: draft.jwk, ...(overlap === "" ? {} : { overlapSeconds: Number(overlap) }) };
    finish(await agents<CredentialState>("POST", [agent.id, "credential", "rotate"], { body }));
  };
  return (
    <Dialog
      title={text("ask.addKey", { name: agent.clientId })}
      confirm={text("addKey")}
      disabled={draft.jwk === null || Number(overlap || "1") < 1}
      act={act}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{text("about.addKey")}</p>
      <Form>
        <KeyField
          draft={draft}
          change={(values) => {
            setDraft((before) => ({ ...before, ...values }));
          }}
        />
        <FormGroup label={text("overlap")} fieldId="rotate-overlap">
          <Period id="rotate-overlap" label={text("overlap")} value={overlap} onChange={setOverlap} />
          <Hint>{text("hint.overlap")}</Hint>
        </FormGroup>
      </Form>
    </Dialog>
  );
}

function SecretDialog({ agent, close, finish }: StepProps) {
  const text = useText();
  const agents = useAgents();
  const act = async () => {
    finish(await agents<CredentialState>("POST", [agent.id, "credential", "rotate"], { body: {} }));
  };
  return (
    <Dialog
      title={text("ask.newSecret", { name: agent.clientId })}
      confirm={text("newSecret")}
      danger
      act={act}
      close={close}
    >
      <p>{text("about.newSecret")}</p>
    </Dialog>
  );
}

/** Gives the agent another kind of credential. What it has now is refused at once. */
function ReplaceDialog({ agent, close, finish }: StepProps) {
  const text = useText();
  const agents = useAgents();
  const [draft, setDraft] = useState(NO_CREDENTIAL);
  const act = async () => {
    const body = { credential: credentialOf(draft), version: agent.version };
    const changed = await agents<Agent>("PATCH", [agent.id], { body });
    const state = await agents<CredentialState>("GET", [agent.id, "credential"]);
    finish({ ...state, ...(changed.credential?.secret ? { secret: changed.credential.secret } : {}) });
  };
  return (
    <Dialog
      title={text("ask.replaceCredential", { name: agent.clientId })}
      confirm={text("replaceCredential")}
      danger
      disabled={!isComplete(draft)}
      act={act}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{text("about.replaceCredential")}</p>
      <Form>
        <CredentialFields
          draft={draft}
          environment={agent.environment}
          change={(values) => {
            setDraft((before) => ({ ...before, ...values }));
          }}
        />
      </Form>
    </Dialog>
  );
}

function RemoveDialog({ agent, gone, close, finish }: StepProps & { gone: HeldKey }) {
  const text = useText();
  const agents = useAgents();
  const act = async () => {
    finish(await agents<CredentialState>("DELETE", [agent.id, "credential", "keys", gone.kid ?? ""]));
  };
  return (
    <Dialog
      title={text("ask.removeKey", { key: gone.kid ?? "", name: agent.clientId })}
      confirm={text("removeKey")}
      danger
      act={act}
      close={close}
    >
      <p>{text("about.removeKey")}</p>
    </Dialog>
  );
}

interface NextProps {
  agent: Agent;
  act: KeyAct;
  before: CredentialState;
  now: CredentialState;
  close(): void;
}

/** What came of it, and what is left to do by hand. */
function Next({ agent, act, before, now, close }: NextProps) {
  const text = useText();
  const href = useHref();
  const known = new Set(before.keys.map((key) => key.fingerprint));
  const added = now.keys.find((key) => !known.has(key.fingerprint));
  const old = now.keys.filter((key) => known.has(key.fingerprint) && key.endsAt !== null);
  const removed = act !== "rotate" && act !== "replace";
  const name = agent.clientId;
  const key = added?.kid && now.type === "private_key_jwt" && !now.jwksUrl ? added.kid : null;
  const next = now.secret ? text("next.giveSecret") : key ? text("next.useKey", { kid: key }) : text("next.useOther");
  return (
    <Modal
      isOpen
      variant={ModalVariant.medium}
      title={text(removed ? "done.removeKey" : now.secret ? "done.newSecret" : added ? "done.addKey" : "done.credential", {
        name,
      })}
      titleIconVariant="success"
      onClose={close}
      data-testid="key-done"
      actions={[
        <Button key="close" data-testid="dialog-close" onClick={close}>
          {text("close")}
        </Button>,
      ]}
    >
      {now.secret ? (
        <Alert variant="warning" isInline title={text("secretOnce")} className="pf-v5-u-mb-md">
          <ClipboardCopy isReadOnly isCode hoverTip={text("copy")} clickTip={text("copied")} textAriaLabel={text("secret")}>
            {now.secret}
          </ClipboardCopy>
        </Alert>
      ) : null}
      <h2 className="pf-v5-u-font-size-md pf-v5-u-mb-sm">{text("doNext")}</h2>
      <List component={ListComponent.ol} className="pf-v5-u-mb-md">
        {removed ? (
          <>
            <ListItem>{text("next.tokensLive")}</ListItem>
            <ListItem>
              <a href={href.agents({ section: "audit", key: thumbprintOf(act) })}>{text("next.whatItDid")}</a>
            </ListItem>
          </>
        ) : (
          <>
            <ListItem>{next}</ListItem>
            {added && now.type === "private_key_jwt" ? (
              <ListItem>
                <a href={href.agents({ section: "audit", key: thumbprintOf(added) })}>{text("next.seeUse")}</a>
              </ListItem>
            ) : null}
            {old.map((key) => (
              <ListItem key={key.fingerprint}>
                {text("next.oldEnds", { key: key.kid ?? thumbprintOf(key) })} <Moment at={key.endsAt} />
              </ListItem>
            ))}
            {old.length > 0 ? <ListItem>{text("next.leaked")}</ListItem> : null}
          </>
        )}
      </List>
      {now.keys.length > 0 && now.type === "private_key_jwt" ? <KeyTable keys={now.keys} /> : null}
    </Modal>
  );
}
