/** Makes a webhook that records are posted to, or says anew what it is. */
import { useState } from "react";
import { useAgents, useText } from "../../context";
import { Hint } from "../../agent/fields";
import { Choice } from "../../parts/Choice";
import { Dialog } from "../../parts/Dialog";
import { useSay } from "../../parts/Toasts";
import { Form, FormGroup, Switch, TextInput } from "../../pf";
import type { Key } from "../../texts";
import type { Sink } from "./model";

interface SinkDialogProps {
  sink: Sink | null;
  taken: readonly string[];
  done(): void;
  close(): void;
}

const NUMBERS = ["timeoutMillis", "attempts", "batch"] as const;
const MOST = { timeoutMillis: 20000, attempts: 20, batch: 100 };
const STANDARD = { timeoutMillis: 5000, attempts: 5, batch: 1 };

export function SinkDialog({ sink, taken, done, close }: SinkDialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [draft, setDraft] = useState({
    name: sink?.name ?? "",
    url: sink?.url ?? "",
    secret: sink?.secret ?? "",
    authorization: sink?.authorization ?? "",
    enabled: sink?.enabled ?? true,
    allowPrivate: sink?.allowPrivate ?? false,
    timeoutMillis: String(sink?.timeoutMillis ?? STANDARD.timeoutMillis),
    attempts: String(sink?.attempts ?? STANDARD.attempts),
    batch: String(sink?.batch ?? STANDARD.batch),
    start: "beginning",
  });
  const change = (values: Partial<typeof draft>) => {
    setDraft((before) => ({ ...before, ...values }));
  };
  const isTaken = sink === null && taken.includes(draft.name.trim());
  const act = async () => {
    const { name, authorization, start, timeoutMillis, attempts, batch, ...rest } = draft;
    const body = {
      ...rest,
      authorization: authorization === "" ? null : authorization,
      timeoutMillis: Number(timeoutMillis),
      attempts: Number(attempts),
      batch: Number(batch),
      ...(sink ? {} : { start }),
    };
    await agents("PUT", ["audit", "sinks", name.trim()], { body });
    say.done(text("sinkSaved", { name: name.trim() }));
    done();
  };
  const field = (member: "name" | "url" | "secret" | "authorization", label: Key, hint: Key, required = true) => (
    <FormGroup label={text(label)} isRequired={required} fieldId={`sink-${member}`}>
      <TextInput
        id={`sink-${member}`}
        data-testid={`sink-${member}`}
        isRequired={required}
        isDisabled={member === "name" && sink !== null}
        validated={member === "name" && isTaken ? "error" : "default"}
        value={draft[member]}
        onChange={(_event, value) => {
          change({ [member]: value });
        }}
      />
      <Hint>{text(member === "name" && isTaken ? "sinkTaken" : hint)}</Hint>
    </FormGroup>
  );
  const toggle = (member: "enabled" | "allowPrivate", label: Key, hint: Key) => (
    <FormGroup label={text(label)} fieldId={`sink-${member}`}>
      <Switch
        id={`sink-${member}`}
        aria-label={text(label)}
        label={text("on")}
        labelOff={text("off")}
        isChecked={draft[member]}
        onChange={(_event, on) => {
          change({ [member]: on });
        }}
      />
      <Hint>{text(hint)}</Hint>
    </FormGroup>
  );
  return (
    <Dialog
      title={sink ? text("ask.editSink", { name: sink.name }) : text("addSink")}
      confirm={text("save")}
      disabled={draft.name.trim() === "" || isTaken || draft.url === "" || draft.secret === ""}
      act={act}
      close={close}
    >
      <Form>
        {field("name", "name", "hint.sinkName")}
        {field("url", "address", "hint.sinkUrl")}
        {field("secret", "signingSecret", "hint.signingSecret")}
        {field("authorization", "authorizationHeader", "hint.authorizationHeader", false)}
        {NUMBERS.map((member) => (
          <FormGroup key={member} label={text(member)} fieldId={`sink-${member}`}>
            <TextInput
              id={`sink-${member}`}
              type="number"
              min={1}
              max={MOST[member]}
              value={draft[member]}
              onChange={(_event, value) => {
                change({ [member]: value });
              }}
            />
            <Hint>{text(`hint.${member}`)}</Hint>
          </FormGroup>
        ))}
        {sink ? null : (
          <FormGroup label={text("startsAt")} fieldId="sink-start">
            <Choice
              id="sink-start"
              label={text("startsAt")}
              value={draft.start}
              options={(["beginning", "now"] as const).map((value) => ({ value, label: text(`startsAt.${value}`) }))}
              onChange={(start) => {
                change({ start });
              }}
            />
          </FormGroup>
        )}
        {toggle("enabled", "sinkSends", "hint.sinkSends")}
        {toggle("allowPrivate", "allowPrivate", "hint.allowPrivate")}
      </Form>
    </Dialog>
  );
}
