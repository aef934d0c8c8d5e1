/** What an agent did on each of its last days, as a chart or as a table. */
import { lazy, Suspense, useState } from "react";
import { useAgents, useText } from "../context";
import { useLoad } from "../load";
import type { Activity, Agent } from "../model";
import { Moment } from "../parts/labels";
import { Part } from "../parts/Part";
import { Content, Loading } from "../parts/State";
import { Alert, Table, Tbody, Td, Th, Thead, ToggleGroup, ToggleGroupItem, Tr } from "../pf";

// Charts weigh as much as all the rest.
const ActivityChart = lazy(() => import("./ActivityChart"));

const DAYS = 14;
const LOOKS = ["chart", "table"] as const;

export function ActivityCard({ agent }: { agent: Agent }) {
  const text = useText();
  const agents = useAgents();
  const [look, setLook] = useState<(typeof LOOKS)[number]>("chart");
  const activity = useLoad<Activity>(
    (signal) => agents("GET", [agent.id, "activity"], { query: { days: DAYS }, signal }),
    [agents, agent.id],
  );
  return (
    <Part
      title={text("activity", { days: DAYS })}
      actions={
        <ToggleGroup isCompact aria-label={text("showAs")}>
          {LOOKS.map((one) => (
            <ToggleGroupItem
              key={one}
              text={text(`showAs.${one}`)}
              buttonId={`activity-${one}`}
              isSelected={look === one}
              onChange={() => {
                setLook(one);
              }}
            />
          ))}
        </ToggleGroup>
      }
    >
      <Content of={activity}>
        {(found) => (
          <div data-testid="activity">
            {found.countedFrom ? (
              <Alert variant="info" isInline isPlain title={text("countedFrom")}>
                <Moment at={found.countedFrom} />
              </Alert>
            ) : null}
            {found.days.every((day) => day.permitted + day.refused === 0) ? (
              <p>{text("noActivity")}</p>
            ) : look === "chart" ? (
              <Suspense fallback={<Loading />}>
                <ActivityChart days={found.days} />
              </Suspense>
            ) : (
              <ActivityTable days={found.days} />
            )}
          </div>
        )}
      </Content>
    </Part>
  );
}

function ActivityTable({ days }: { days: Activity["days"] }) {
  const text = useText();
  const number = new Intl.NumberFormat(text.lang);
  return (
    <Table variant="compact" aria-label={text("activity", { days: DAYS })} data-testid="activity-table">
      <Thead>
        <Tr>
          <Th>{text("day")}</Th>
          <Th>{text("outcome.permitted")}</Th>
          <Th>{text("outcome.refused")}</Th>
          <Th>{text("tasks")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {[...days].reverse().map((day) => (
          <Tr key={day.date} data-day={day.date}>
            <Td dataLabel={text("day")}>{day.date}</Td>
            <Td dataLabel={text("outcome.permitted")}>{number.format(day.permitted)}</Td>
            <Td dataLabel={text("outcome.refused")}>{number.format(day.refused)}</Td>
            <Td dataLabel={text("tasks")}>{number.format(day.tasks)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
