/** Suspends the chosen agents, one after the other, and says what came of it. */
import { useState } from "react";
import { useAgents, useText } from "../context";
import type { Agent, Ended } from "../model";
import { Dialog } from "../parts/Dialog";
import { useSay } from "../parts/Toasts";
import { Button, FormGroup, List, ListItem, TextInput, ToolbarItem } from "../pf";

const SHOWN = 10;

export function BulkSuspend({ of, done }: { of: readonly Agent[]; done: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const suspend = async () => {
    let suspended = 0;
    let tasks = 0;
    let failed: unknown = null;
    for (const agent of of) {
      try {
        tasks += (await agents<Ended>("POST", [agent.id, "suspend"], { body: { reason: reason || null } })).tasksEnded;
        suspended++;
      } catch (error) {
        failed ??= error;
      }
    }
    if (suspended > 0) {
      say.done(text("suspendedMany", { count: suspended }), text("endedTasks", { tasks }));
    }
    if (failed !== null) {
      say.failed(text("notSuspendedMany", { count: of.length - suspended }), failed);
    }
    setOpen(false);
    setReason("");
    done();
  };
  return (
    <ToolbarItem>
      <Button
        variant="secondary"
        isDisabled={of.length === 0}
        data-testid="bulk-suspend"
        onClick={() => {
          setOpen(true);
        }}
      >
        {text("suspendChosen", { count: of.length })}
      </Button>
      {open ? (
        <Dialog
          title={text("suspendManyTitle", { count: of.length })}
          confirm={text("suspend")}
          danger
          act={suspend}
          close={() => {
            setOpen(false);
          }}
        >
          <p className="pf-v5-u-mb-md">{text("suspendManyBody")}</p>
          <List className="pf-v5-u-mb-md">
            {of.slice(0, SHOWN).map((agent) => (
              <ListItem key={agent.id}>{agent.clientId}</ListItem>
            ))}
            {of.length > SHOWN ? <ListItem>{text("andMore", { count: of.length - SHOWN })}</ListItem> : null}
          </List>
          <FormGroup label={text("reason")} fieldId="bulk-reason">
            <TextInput
              id="bulk-reason"
              maxLength={255}
              value={reason}
              onChange={(_event, value) => {
                setReason(value);
              }}
            />
          </FormGroup>
        </Dialog>
      ) : null}
    </ToolbarItem>
  );
}
