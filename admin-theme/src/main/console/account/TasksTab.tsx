/** What runs in the person's name: what for, by whom, with which rights, how much of it and until when; and the ways to stop it. */
import { TaskIcon } from "@patternfly/react-icons/dist/esm/icons/task-icon";
import { useRef, useState } from "react";
import { useLoad } from "../app/load";
import { LIVE } from "../app/model";
import { ChoiceFilter } from "../app/parts/Choice";
import { Moment, Names, TaskStateLabel } from "../app/parts/labels";
import { Pages } from "../app/parts/Pages";
import { Content, Nothing } from "../app/parts/State";
import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  Flex,
  List,
  ListItem,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from "../app/pf";
import { conditionsOf, fromNow, limitsOf } from "./bounds";
import { useConsole, useMine, useView, useWords } from "./context";
import type { OwnTask } from "./model";
import { LinesOf, Rows } from "./Rows";
import { type Asked, StopDialog } from "./StopDialog";

export function TasksTab() {
  const text = useWords();
  const mine = useMine();
  const view = useView();
  const { rights } = useConsole();
  const agent = view.get("agent");
  const ended = view.get("ended") === "true";
  const first = view.number("first", 0);
  const max = Math.max(1, view.number("max", 10));
  const [asked, setAsked] = useState<Asked | null>(null);
  const known = useRef(new Set<string>());
  const tasks = useLoad(
    async (signal) => {
      const rows = await mine<OwnTask[]>("GET", ["me", "tasks"], {
        query: { agent, ended: ended ? true : "", first, max: max + 1 },
        signal,
      });
      return { rows: rows.slice(0, max), more: rows.length > max, first, max };
    },
    [mine, agent, ended, first, max],
  );
  for (const task of tasks.data?.rows ?? []) {
    if (task.agentClientId !== null) {
      known.current.add(task.agentClientId);
    }
  }
  if (agent !== "") {
    known.current.add(agent);
  }
  const data = tasks.data;
  return (
    <>
      <Toolbar className="pf-v5-u-mb-md">
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label={text("show")}>
              {[false, true].map((over) => (
                <ToggleGroupItem
                  key={String(over)}
                  buttonId={over ? "tasks-ended" : "tasks-running"}
                  text={text(over ? "over" : "running")}
                  isSelected={ended === over}
                  onChange={() => {
                    if (ended !== over) {
                      view.go({ ended: over ? "true" : "", first: "" });
                    }
                  }}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          {known.current.size > 1 || agent !== "" ? (
            <ChoiceFilter
              id="tasks-agent"
              label={text("agent")}
              value={agent}
              options={[...known.current].sort().map((name) => ({ value: name, label: name }))}
              onChange={(value) => {
                view.go({ agent: value, first: "" });
              }}
            />
          ) : null}
          <ToolbarItem>
            <Button variant="secondary" onClick={tasks.reload}>
              {text("refresh")}
            </Button>
          </ToolbarItem>
          {rights.manage && !ended && data && data.rows.length > 0 ? (
            <ToolbarItem>
              <Button
                variant="danger"
                data-testid="stop-all"
                onClick={() => {
                  setAsked({ act: "all", agent });
                }}
              >
                {agent === "" ? text("stopAll") : text("stopAllOf", { agent })}
              </Button>
            </ToolbarItem>
          ) : null}
          {data && (data.more || data.first > 0) ? (
            <ToolbarGroup align={{ default: "alignRight" }}>
              <ToolbarItem variant="pagination">
                <Pages view={view} first={data.first} max={data.max} shown={data.rows.length} more={data.more} />
              </ToolbarItem>
            </ToolbarGroup>
          ) : null}
        </ToolbarContent>
      </Toolbar>
      <Content of={tasks}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing
              icon={TaskIcon}
              title={text(ended ? "noEnded" : "noTasks")}
              body={text(ended ? "noEndedBody" : "noTasksBody")}
            />
          ) : (
            <List isPlain aria-label={text(ended ? "over" : "tabTasks")}>
              {rows.map((task) => (
                <ListItem key={task.id} className="pf-v5-u-mb-md">
                  <TaskCard task={task} ask={setAsked} />
                </ListItem>
              ))}
            </List>
          )
        }
      </Content>
      {asked ? (
        <StopDialog
          asked={asked}
          changed={() => {
            tasks.reload();
          }}
          close={() => {
            setAsked(null);
          }}
        />
      ) : null}
    </>
  );
}

export function agentOf(task: OwnTask): string {
  return task.agentClientId ?? task.agentName ?? task.agentId;
}

function TaskCard({ task, ask }: { task: OwnTask; ask: (asked: Asked) => void }) {
  const text = useWords();
  const view = useView();
  const { rights } = useConsole();
  const purpose = task.purpose ?? text("noPurpose");
  const agent = agentOf(task);
  const by = task.agentName && task.agentName !== agent ? `${task.agentName} (${agent})` : agent;
  const live = LIVE.includes(task.state);
  const conditions = conditionsOf(text, task);
  const limits = limitsOf(text, task);
  return (
    <Card component="article" data-testid="my-task" data-task={task.id} aria-labelledby={`task-${task.id}`}>
      <CardTitle component="h2" id={`task-${task.id}`}>
        <span className="pf-v5-u-text-break-word">{purpose}</span>
      </CardTitle>
      <CardBody>
        <Flex spaceItems={{ default: "spaceItemsSm" }}>
          <TaskStateLabel state={task.state} />
          <span className="pf-v5-u-text-break-word">
            {task.askedBy.length === 0
              ? text("byAgent", { agent: by })
              : text("byAgentAsked", { agent: by, by: task.askedBy.join(", ") })}
          </span>
        </Flex>
        <Rows
          of={[
            [text("worksWith"), task.targetName ? `${task.targetName} (${task.target})` : task.target],
            [text("mayDo"), <Names key="n" of={task.rights.actions} none={text("anything")} />],
            [text("rights"), <Names key="n" of={[...task.scopes, ...task.roles]} none={text("noRights")} />],
            conditions.length > 0 ? [text("onlyIf"), <LinesOf key="l" of={conditions} />] : null,
            limits.length > 0 ? [text("limits"), <LinesOf key="l" of={limits} />] : null,
            [text("since"), <Moment key="m" at={task.createdAt} />],
            live
              ? [
                  text("until"),
                  <span key="m">
                    <Moment at={task.expiresAt} /> ({fromNow(text.lang, task.expiresAt)})
                  </span>,
                ]
              : null,
            live && task.suspendedBy ? [text("pausedBy"), text.word("rank", task.suspendedBy)] : null,
            task.endedBy ? [text("stoppedBy"), text.word("rank", task.endedBy)] : null,
            task.endReason ? [text("reason"), task.endReason] : null,
          ]}
        />
      </CardBody>
      <CardFooter>
        <Flex spaceItems={{ default: "spaceItemsSm" }}>
          {rights.manage && live ? (
            <Button
              variant="secondary"
              isDanger
              data-testid="stop"
              aria-label={text("stopOf", { purpose })}
              onClick={() => {
                ask({ act: "stop", task });
              }}
            >
              {text("stop")}
            </Button>
          ) : null}
          {rights.manage && task.mayResume ? (
            <Button
              variant="secondary"
              data-testid="resume"
              aria-label={text("letGoOnOf", { purpose })}
              onClick={() => {
                ask({ act: "resume", task });
              }}
            >
              {text("letGoOn")}
            </Button>
          ) : null}
          <Button
            variant="link"
            data-testid="what-it-did"
            aria-label={text("whatItDidOf", { agent })}
            onClick={() => {
              view.go({ tab: "history", agent, ended: "", first: "", max: "" });
            }}
          >
            {text("whatItDid")}
          </Button>
          {rights.manage && task.agentClientId !== null ? (
            <Button
              variant="link"
              isDanger
              data-testid="block"
              aria-label={text("blockOf", { agent })}
              onClick={() => {
                ask({ act: "block", task });
              }}
            >
              {text("block")}
            </Button>
          ) : null}
        </Flex>
      </CardFooter>
    </Card>
  );
}
