/** What was done in the person's name, a sentence each, by days; the newest first. */
import { HistoryIcon } from "@patternfly/react-icons/dist/esm/icons/history-icon";
import { useState } from "react";
import { useLoad } from "../app/load";
import { Content, Nothing } from "../app/parts/State";
import { useReason } from "../app/parts/reason";
import { Alert, Button, Card, CardBody, CardTitle, Chip, ChipGroup, Flex, FlexItem, List, ListItem, Text } from "../app/pf";
import { useMine, useView, useWords } from "./context";
import type { History, Line } from "./model";
import { daysOf, type Entry, entriesOf, sentenceOf } from "./story";

const PAGE = 100;

export function HistoryTab() {
  const text = useWords();
  const mine = useMine();
  const view = useView();
  const agent = view.get("agent");
  const load = (before: number | null, signal?: AbortSignal) =>
    mine<History>("GET", ["me", "history"], { query: { agent, before, max: PAGE }, signal });
  const history = useLoad((signal) => load(null, signal), [mine, agent]);
  return (
    <>
      <Flex className="pf-v5-u-pb-md" flexWrap={{ default: "wrap", md: "nowrap" }}>
        <FlexItem grow={{ default: "grow" }}>
          <Text>{text("historyAbout")}</Text>
        </FlexItem>
        {agent === "" ? null : (
          <FlexItem>
            <ChipGroup categoryName={text("agent")}>
              <Chip
                closeBtnAriaLabel={text("allAgents")}
                onClick={() => {
                  view.go({ agent: "" });
                }}
              >
                {agent}
              </Chip>
            </ChipGroup>
          </FlexItem>
        )}
        <FlexItem>
          <Button variant="secondary" onClick={history.reload}>
            {text("refresh")}
          </Button>
        </FlexItem>
      </Flex>
      <Content of={history}>
        {(first) =>
          first.lines.length === 0 && first.next === null ? (
            <Nothing
              icon={HistoryIcon}
              title={agent === "" ? text("noHistory") : text("noHistoryOf", { agent })}
              body={text("noHistoryBody")}
            />
          ) : (
            <Told key={first.lines[0]?.sequence ?? 0} first={first} load={load} />
          )
        }
      </Content>
    </>
  );
}

/** The first page and what was fetched after it. */
function Told({ first, load }: { first: History; load: (before: number | null) => Promise<History> }) {
  const text = useWords();
  const reason = useReason();
  const [older, setOlder] = useState<readonly Line[]>([]);
  const [next, setNext] = useState(first.next);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const entries = entriesOf([...first.lines, ...older]);
  const more = () => {
    setBusy(true);
    setError(null);
    load(next)
      .then((page) => {
        setOlder([...older, ...page.lines]);
        setNext(page.next);
      })
      .catch((failure: unknown) => {
        setError(failure);
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <div data-testid="history">
      {daysOf(entries).map((day) => (
        <Card key={day.day} className="pf-v5-u-mb-md">
          <CardTitle component="h2">{dayOf(text, day.day)}</CardTitle>
          <CardBody>
            <List isPlain>
              {day.entries.map((entry) => (
                <ListItem key={entry.id} data-testid="history-entry" className="pf-v5-u-text-break-word">
                  <span className="pf-v5-u-color-200">{timeOf(text, entry)}</span> {whole(text, entry)}
                </ListItem>
              ))}
            </List>
          </CardBody>
        </Card>
      ))}
      {error === null ? null : (
        <Alert variant="danger" isInline title={text("failed")} className="pf-v5-u-mb-md">
          <p>{reason(error)}</p>
        </Alert>
      )}
      {next === null ? null : (
        <Button variant="secondary" isLoading={busy} isDisabled={busy} data-testid="history-earlier" onClick={more}>
          {text("earlier")}
        </Button>
      )}
    </div>
  );
}

type Words = ReturnType<typeof useWords>;

function whole(text: Words, entry: Entry): string {
  const sentence = sentenceOf(text, entry);
  const why = entry.line.reason === undefined ? "" : text.word("why", entry.line.reason);
  return why === "" || why === entry.line.reason ? sentence : text("because", { sentence, reason: why });
}

function timeOf(text: Words, { from, to }: Entry): string {
  const format = new Intl.DateTimeFormat(text.lang, { timeStyle: "short" });
  const [first, last] = [format.format(new Date(from)), format.format(new Date(to))];
  return first === last ? last : text("spanOfTime", { from: first, to: last });
}

function dayOf(text: Words, day: string): string {
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === new Date().toDateString()) {
    return text("today");
  }
  return day === yesterday.toDateString()
    ? text("yesterday")
    : new Intl.DateTimeFormat(text.lang, { dateStyle: "full" }).format(new Date(day));
}
