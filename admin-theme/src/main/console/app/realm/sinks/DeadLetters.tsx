/** Records that a receiver refused for good: looked at, offered once more, or forgotten. */
import { useState } from "react";
import { useAgents, useConsole, useText } from "../../context";
import { useLoad } from "../../load";
import { Dialog } from "../../parts/Dialog";
import { Moment } from "../../parts/labels";
import { Content } from "../../parts/State";
import { useSay } from "../../parts/Toasts";
import { Button, Flex, Label, Modal, ModalVariant, Table, Tbody, Td, Th, Thead, Title, Tr } from "../../pf";
import type { DeadLetter, Sink } from "./model";

const MOST = 100;

type Act = "resend" | "drop";

export function DeadLetters({ sink, changed }: { sink: Sink; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const { rights } = useConsole();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const [asked, setAsked] = useState<Act | null>(null);
  const letters = useLoad<DeadLetter[]>(
    (signal) => agents("GET", ["audit", "sinks", sink.name, "dead-letters"], { query: { max: MOST }, signal }),
    [agents, sink.name, sink.status.deadLetters],
  );
  const acts: readonly Act[] = [
    ...(rights.manage ? ["resend" as const] : []),
    ...(rights.realmAdmin ? ["drop" as const] : []),
  ];
  return (
    <div className="pf-v5-u-mt-md" data-testid="dead-letters">
      <Flex className="pf-v5-u-mb-sm">
        <Title headingLevel="h3" size="md">
          {text("deadLetters")}
        </Title>
        {acts.map((act) => (
          <Button
            key={act}
            size="sm"
            variant={act === "drop" ? "danger" : "secondary"}
            data-testid={`letters-${act}`}
            onClick={() => {
              setAsked(act);
            }}
          >
            {chosen.length === 0 ? text(`${act}All`) : text(`${act}Some`, { count: chosen.length })}
          </Button>
        ))}
      </Flex>
      <Content of={letters}>
        {(rows) => (
          <>
            <Table variant="compact" aria-label={text("deadLetters")}>
              <Thead>
                <Tr>
                  {acts.length > 0 ? <Th screenReaderText={text("chooseRecord")} /> : null}
                  <Th>{text("what")}</Th>
                  <Th>{text("since")}</Th>
                  <Th>{text("attempts")}</Th>
                  <Th>{text("lastError")}</Th>
                  <Th screenReaderText={text("actions")} />
                </Tr>
              </Thead>
              <Tbody>
                {rows.map((letter, rowIndex) => (
                  <Tr key={letter.id} data-letter={letter.id}>
                    {acts.length > 0 ? (
                      <Td
                        select={{
                          rowIndex,
                          isSelected: chosen.includes(letter.id),
                          onSelect: (_event, on) => {
                            setChosen(on ? [...chosen, letter.id] : chosen.filter((id) => id !== letter.id));
                          },
                        }}
                      />
                    ) : null}
                    <Td dataLabel={text("what")} modifier="breakWord">
                      {text.word("type", letter.type)}{" "}
                      {letter.resend ? (
                        <Label isCompact color="blue">
                          {text("willBeResent")}
                        </Label>
                      ) : null}
                    </Td>
                    <Td dataLabel={text("since")}>
                      <Moment at={letter.since} />
                    </Td>
                    <Td dataLabel={text("attempts")}>{letter.attempts}</Td>
                    <Td dataLabel={text("lastError")} modifier="breakWord">
                      {letter.error}
                    </Td>
                    <Td>
                      <Button
                        variant="link"
                        isInline
                        onClick={() => {
                          setShown(letter);
                        }}
                      >
                        {text("showRecord")}
                      </Button>
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
            {sink.status.deadLetters > rows.length ? (
              <p className="pf-v5-u-mt-sm">{text("andMore", { count: sink.status.deadLetters - rows.length })}</p>
            ) : null}
          </>
        )}
      </Content>
      {shown ? (
        <Modal
          isOpen
          variant={ModalVariant.medium}
          title={text.word("type", shown.type)}
          onClose={() => {
            setShown(null);
          }}
        >
          <pre className="pf-v5-u-font-size-sm pf-v5-u-text-break-word">{readable(shown.record)}</pre>
        </Modal>
      ) : null}
      {asked ? (
        <LettersDialog
          act={asked}
          sink={sink}
          ids={chosen}
          close={() => {
            setAsked(null);
          }}
          done={() => {
            setAsked(null);
            setChosen([]);
            letters.reload();
            changed();
          }}
        />
      ) : null}
    </div>
  );
}

function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

interface LettersDialogProps {
  act: Act;
  sink: Sink;
  /** All of them, if there are none. */
  ids: readonly string[];
  done(): void;
  close(): void;
}

function LettersDialog({ act, sink, ids, done, close }: LettersDialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const label = ids.length === 0 ? text(`${act}All`) : text(`${act}Some`, { count: ids.length });
  const run = async () => {
    const body = ids.length === 0 ? { all: true } : { ids };
    const answer = await agents<{ resent?: number; dropped?: number }>(
      "POST",
      ["audit", "sinks", sink.name, "dead-letters", act],
      { body },
    );
    say.done(text(act === "drop" ? "lettersDropped" : "lettersResent", { count: answer.dropped ?? answer.resent ?? 0 }));
    done();
  };
  return (
    <Dialog title={label} confirm={label} danger={act === "drop"} act={run} close={close}>
      <p>{text(`about.${act}`)}</p>
    </Dialog>
  );
}
