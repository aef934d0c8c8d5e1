/** What rules would have made of calls that were decided already. */
import { useText } from "../context";
import { Moment } from "../parts/labels";
import { PersonById } from "../parts/people";
import { Alert, Table, Tbody, Td, Th, Thead, Tr } from "../pf";
import type { Replay } from "./model";

export function ReplayResult({ replay }: { replay: Replay }) {
  const text = useText();
  const number = new Intl.NumberFormat(text.lang);
  const values = {
    decisions: number.format(replay.decisions),
    changed: number.format(replay.changed),
    unknown: number.format(replay.unknown),
  };
  return (
    <Alert
      variant={replay.changed > 0 ? "warning" : "info"}
      isInline
      role="status"
      className="pf-v5-u-mt-md"
      title={text(replay.decisions === 0 ? "replayNothing" : "replayed", values)}
      data-testid="replayed"
    >
      {replay.changes.length === 0 ? null : (
        <Table variant="compact" aria-label={text("replay")}>
          <Thead>
            <Tr>
              <Th>{text("time")}</Th>
              <Th>{text("agent")}</Th>
              <Th>{text("person")}</Th>
              <Th>{text("operation")}</Th>
              <Th>{text("before")}</Th>
              <Th>{text("after")}</Th>
              <Th>{text("rule")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {replay.changes.map((change) => (
              <Tr key={change.decisionId}>
                <Td dataLabel={text("time")}>
                  <Moment at={change.decidedAt} />
                </Td>
                <Td dataLabel={text("agent")}>{change.agentClientId ?? text("none")}</Td>
                <Td dataLabel={text("person")}>
                  {change.principalId ? <PersonById id={change.principalId} /> : text("none")}
                </Td>
                <Td dataLabel={text("operation")}>{change.action}</Td>
                <Td dataLabel={text("before")}>{text.word("rulesOutcome", change.before)}</Td>
                <Td dataLabel={text("after")}>{text.word("rulesOutcome", change.after)}</Td>
                <Td dataLabel={text("rule")}>{change.rule ?? change.notKept ?? text("none")}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      {replay.more ? <p>{text("replayMore")}</p> : null}
    </Alert>
  );
}
