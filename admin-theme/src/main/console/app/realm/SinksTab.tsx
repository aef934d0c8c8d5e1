/** Where records go besides: how far each receiver is, and what it refused for good. */
import { ShareSquareIcon } from "@patternfly/react-icons/dist/esm/icons/share-square-icon";
import { SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { useState } from "react";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import { Dialog } from "../parts/Dialog";
import { Facts } from "../parts/Facts";
import { Compact, Moment, useDuration } from "../parts/labels";
import { RowActions } from "../parts/RowActions";
import { Content, Nothing } from "../parts/State";
import { useSay } from "../parts/Toasts";
import {
  Alert,
  Button,
  ExpandableRowContent,
  type IAction,
  Label,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
  Tr,
} from "../pf";
import { DeadLetters } from "./sinks/DeadLetters";
import type { Sink } from "./sinks/model";
import { SinkDialog } from "./sinks/SinkDialog";

type Asked = { act: "edit"; sink: Sink | null } | { act: "remove"; sink: Sink };

export default function SinksTab() {
  const text = useText();
  const agents = useAgents();
  const { rights } = useConsole();
  const sinks = useLoad<Sink[]>((signal) => agents("GET", ["audit", "sinks"], { signal }), [agents]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  const done = () => {
    close();
    sinks.reload();
  };
  const add = rights.realmAdmin ? (
    <Button
      data-testid="add-sink"
      onClick={() => {
        setAsked({ act: "edit", sink: null });
      }}
    >
      {text("addSink")}
    </Button>
  ) : null;
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("sinks")}>
      <Content of={sinks}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing icon={ShareSquareIcon} title={text("noSinks")} body={text("noSinksBody")} action={add} />
          ) : (
            <>
              <Toolbar>
                <ToolbarContent>
                  <ToolbarItem>{add}</ToolbarItem>
                  <ToolbarItem>
                    <Button variant="plain" aria-label={text("refresh")} onClick={sinks.reload}>
                      <SyncAltIcon aria-hidden />
                    </Button>
                  </ToolbarItem>
                </ToolbarContent>
              </Toolbar>
              <SinkTable rows={rows} ask={setAsked} changed={sinks.reload} />
            </>
          )
        }
      </Content>
      {rights.realmAdmin ? null : (
        <Alert variant="info" isInline isPlain className="pf-v5-u-m-md" title={text("sinksNeed")} />
      )}
      {asked?.act === "edit" ? (
        <SinkDialog sink={asked.sink} taken={(sinks.data ?? []).map((sink) => sink.name)} done={done} close={close} />
      ) : null}
      {asked?.act === "remove" ? <RemoveDialog sink={asked.sink} done={done} close={close} /> : null}
    </section>
  );
}

function SinkTable({ rows, ask, changed }: { rows: readonly Sink[]; ask: (asked: Asked) => void; changed: () => void }) {
  const text = useText();
  const duration = useDuration();
  const { rights } = useConsole();
  const number = new Intl.NumberFormat(text.lang);
  const [open, setOpen] = useState<readonly string[]>([]);
  const items = (sink: Sink): IAction[] =>
    rights.realmAdmin && sink.type === "webhook"
      ? [
          {
            title: text("edit"),
            onClick: () => {
              ask({ act: "edit", sink });
            },
          },
          {
            title: text("removeSink"),
            isDanger: true,
            onClick: () => {
              ask({ act: "remove", sink });
            },
          },
        ]
      : [];
  return (
    <Table variant="compact" aria-label={text("sinks")} data-testid="sinks-table">
      <Thead>
        <Tr>
          <Th screenReaderText={text("details")} />
          <Th>{text("name")}</Th>
          <Th>{text("address")}</Th>
          <Th>{text("stateOf")}</Th>
          <Th>{text("behind")}</Th>
          <Th>{text("deadLetters")}</Th>
          <Th screenReaderText={text("actions")} />
        </Tr>
      </Thead>
      {rows.map((sink, index) => {
        const { status } = sink;
        const shown = open.includes(sink.name);
        const acts = items(sink);
        return (
          <Tbody key={sink.name} isExpanded={shown}>
            <Tr data-sink={sink.name}>
              <Td
                expand={{
                  rowIndex: index,
                  isExpanded: shown,
                  expandId: "sink",
                  onToggle: () => {
                    setOpen(shown ? open.filter((name) => name !== sink.name) : [...open, sink.name]);
                  },
                }}
              />
              <Td dataLabel={text("name")}>{sink.name}</Td>
              <Td dataLabel={text("address")} modifier="breakWord">
                {sink.url ?? text("fileSink")}
              </Td>
              <Td dataLabel={text("stateOf")}>
                <SinkState sink={sink} />
              </Td>
              <Td dataLabel={text("behind")}>
                {status.recordsBehind === 0
                  ? text("upToDate")
                  : text("recordsBehind", {
                      records: number.format(status.recordsBehind),
                      time: duration(status.secondsBehind),
                    })}
              </Td>
              <Td dataLabel={text("deadLetters")}>{number.format(status.deadLetters)}</Td>
              <Td isActionCell>{acts.length === 0 ? null : <RowActions items={acts} of={sink.name} />}</Td>
            </Tr>
            <Tr isExpanded={shown}>
              <Td colSpan={7}>
                {shown ? (
                  <ExpandableRowContent>
                    <SinkFacts sink={sink} />
                    {status.deadLetters > 0 ? <DeadLetters sink={sink} changed={changed} /> : null}
                  </ExpandableRowContent>
                ) : null}
              </Td>
            </Tr>
          </Tbody>
        );
      })}
    </Table>
  );
}

function SinkState({ sink }: { sink: Sink }) {
  const text = useText();
  const failing = sink.status.failures > 0;
  return (
    <Compact>
      <Label isCompact color={!sink.enabled ? "grey" : failing ? "red" : "green"}>
        {text(!sink.enabled ? "sinkOff" : failing ? "sinkFailing" : "sinkOn")}
      </Label>
    </Compact>
  );
}

function SinkFacts({ sink }: { sink: Sink }) {
  const text = useText();
  const { status } = sink;
  const number = new Intl.NumberFormat(text.lang);
  return (
    <Facts
      columns={2}
      of={[
        status.error ? ["lastError", status.error] : null,
        status.failures > 0 ? ["failures", number.format(status.failures)] : null,
        status.nextAttemptAt ? ["nextAttempt", <Moment key="n" at={status.nextAttemptAt} seconds />] : null,
        ["delivered", <Moment key="d" at={status.deliveredAt} none={text("never")} seconds />],
        ["placeInChain", number.format(status.sequence)],
        sink.secret ? ["signingSecret", sink.secret] : null,
        sink.authorization ? ["authorizationHeader", sink.authorization] : null,
        sink.timeoutMillis ? ["timeoutMillis", number.format(sink.timeoutMillis)] : null,
        sink.attempts ? ["attempts", number.format(sink.attempts)] : null,
        sink.batch ? ["batch", number.format(sink.batch)] : null,
        sink.allowPrivate ? ["allowPrivate", text("on")] : null,
        ["created", <Moment key="c" at={sink.createdAt} />],
      ]}
    />
  );
}

function RemoveDialog({ sink, done, close }: { sink: Sink; done: () => void; close: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const act = async () => {
    await agents("DELETE", ["audit", "sinks", sink.name]);
    say.done(text("sinkRemoved", { name: sink.name }));
    done();
  };
  return (
    <Dialog title={text("ask.removeSink", { name: sink.name })} confirm={text("removeSink")} danger act={act} close={close}>
      <p>{text("about.removeSink")}</p>
    </Dialog>
  );
}
