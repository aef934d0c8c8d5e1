/** Tasks, live and past, of a realm, of an agent or for a person, with what each allows and what was used of it. */
import { SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { TaskIcon } from "@patternfly/react-icons/dist/esm/icons/task-icon";
import { useState } from "react";
import { useAgents, useConsole, useText, useView } from "../context";
import { useLoad } from "../load";
import { type Agent, LIVE, type Task, TASK_STATES } from "../model";
import { ChoiceFilter } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { Entries } from "../parts/Entries";
import { Moment, TaskStateLabel } from "../parts/labels";
import { Pages } from "../parts/Pages";
import { AgentLink, PersonById } from "../parts/people";
import { RowActions } from "../parts/RowActions";
import { Content, Nothing } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import { useSay } from "../parts/Toasts";
import {
  Button,
  ExpandableRowContent,
  FormGroup,
  type IAction,
  Table,
  Tbody,
  Td,
  TextInput,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarFilter,
  ToolbarGroup,
  ToolbarItem,
  Tr,
} from "../pf";
import { TaskFacts } from "./TaskFacts";

interface TaskListProps {
  agent?: Agent;
  /** Only tasks for this person, by id. */
  principal?: string;
  changed?: () => void;
}

type TaskAct = "revoke" | "suspend" | "resume";

function actsFor(task: Task): TaskAct[] {
  if (!LIVE.includes(task.state)) {
    return [];
  }
  return [task.state === "suspended" ? "resume" : "suspend", "revoke"];
}

export function TaskList({ agent, principal, changed }: TaskListProps) {
  const text = useText();
  const agents = useAgents();
  const view = useView();
  const suggest = useSuggestions();
  const state = view.get("state");
  const person = principal ?? view.get("principal");
  const by = agent?.id ?? view.get("by");
  const first = view.number("first", 0);
  const max = view.number("max", 10) || 10;
  const tasks = useLoad(
    async (signal) => {
      const query = { state, principal: person, agent: by, first, max: max + 1 };
      const rows = await agents<Task[]>("GET", ["tasks"], { query, signal });
      return { rows: rows.slice(0, max), more: rows.length > max, first, max };
    },
    [agents, by, state, person, first, max],
  );
  const reload = () => {
    tasks.reload();
    changed?.();
  };
  const { data } = tasks;
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("tasks")}>
      <Toolbar
        clearFiltersButtonText={text("clearFilters")}
        numberOfFiltersText={(count) => text("filtersApplied", { count })}
        clearAllFilters={() => {
          view.go({ state: "", principal: "", by: "", first: "" });
        }}
      >
        <ToolbarContent>
          <ToolbarItem>
            <ChoiceFilter
              id="filter-state"
              label={text("stateOf")}
              value={state}
              options={TASK_STATES.map((value) => ({ value, label: text.word("state", value) }))}
              onChange={(value) => {
                view.go({ state: value, first: "" });
              }}
            />
          </ToolbarItem>
          {principal === undefined ? (
            <ToolbarFilter
              categoryName={text("person")}
              chips={person === "" ? [] : [person]}
              deleteChip={() => {
                view.go({ principal: "", first: "" });
              }}
            >
              <Entries
                id="filter-principal"
                label={text("person")}
                placeholder={text("person")}
                single
                value={[]}
                suggest={suggest.users}
                onChange={(value) => {
                  view.go({ principal: value[0] ?? "", first: "" });
                }}
              />
            </ToolbarFilter>
          ) : null}
          {agent === undefined ? (
            <ToolbarFilter
              categoryName={text("agent")}
              chips={by === "" ? [] : [by]}
              deleteChip={() => {
                view.go({ by: "", first: "" });
              }}
            >
              <Entries
                id="filter-agent"
                label={text("agent")}
                placeholder={text("agent")}
                single
                value={[]}
                suggest={suggest.agents}
                onChange={(value) => {
                  view.go({ by: value[0] ?? "", first: "" });
                }}
              />
            </ToolbarFilter>
          ) : null}
          <ToolbarItem>
            <Button variant="plain" aria-label={text("refresh")} onClick={reload}>
              <SyncAltIcon aria-hidden />
            </Button>
          </ToolbarItem>
          <ToolbarGroup align={{ default: "alignRight" }}>
            <ToolbarItem variant="pagination">
              {data ? (
                <Pages view={view} first={data.first} max={data.max} shown={data.rows.length} more={data.more} />
              ) : null}
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      <Content of={tasks}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing
              icon={TaskIcon}
              title={text(state === "" ? "noTasks" : "noMatchingTasks")}
              body={text(state === "" ? "noTasksBody" : "noMatchingTasksBody")}
            />
          ) : (
            <TaskTable rows={rows} ofAgent={agent !== undefined} changed={reload} />
          )
        }
      </Content>
    </section>
  );
}

function TaskTable({ rows, ofAgent, changed }: { rows: readonly Task[]; ofAgent: boolean; changed: () => void }) {
  const text = useText();
  const { rights } = useConsole();
  const [open, setOpen] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<{ act: TaskAct; task: Task } | null>(null);
  const columns = 6 + (ofAgent ? 0 : 1) + (rights.manage ? 1 : 0);
  const items = (task: Task): IAction[] =>
    actsFor(task).map((act) => ({
      title: text(`task.${act}`),
      isDanger: act === "revoke",
      onClick: () => {
        setAsked({ act, task });
      },
    }));
  return (
    <>
      <Table variant="compact" aria-label={text("tasks")} data-testid="tasks-table">
        <Thead>
          <Tr>
            <Th screenReaderText={text("details")} />
            <Th>{text("purpose")}</Th>
            {ofAgent ? null : <Th>{text("agent")}</Th>}
            <Th>{text("person")}</Th>
            <Th>{text("stateOf")}</Th>
            <Th>{text("target")}</Th>
            <Th>{text("ends")}</Th>
            {rights.manage ? <Th screenReaderText={text("actions")} /> : null}
          </Tr>
        </Thead>
        {rows.map((task, index) => {
          const shown = open.includes(task.id);
          const acts = items(task);
          return (
            <Tbody key={task.id} isExpanded={shown}>
              <Tr data-task={task.id}>
                <Td
                  expand={{
                    rowIndex: index,
                    isExpanded: shown,
                    expandId: "task",
                    onToggle: () => {
                      setOpen(shown ? open.filter((id) => id !== task.id) : [...open, task.id]);
                    },
                  }}
                />
                <Td dataLabel={text("purpose")} modifier="breakWord">
                  {task.purpose ?? text("noPurpose")}
                </Td>
                {ofAgent ? null : (
                  <Td dataLabel={text("agent")}>
                    <AgentLink id={task.agentId} clientId={task.agentClientId} />
                  </Td>
                )}
                <Td dataLabel={text("person")}>
                  {task.autonomous ? text("forNobody") : <PersonById id={task.principalId} />}
                </Td>
                <Td dataLabel={text("stateOf")}>
                  <TaskStateLabel state={task.state} />
                </Td>
                <Td dataLabel={text("target")} modifier="breakWord">
                  {task.target}
                </Td>
                <Td dataLabel={text("ends")} modifier="nowrap">
                  <Moment at={task.expiresAt} />
                </Td>
                {rights.manage ? (
                  <Td isActionCell>
                    {acts.length === 0 ? null : <RowActions items={acts} of={task.purpose ?? task.target} />}
                  </Td>
                ) : null}
              </Tr>
              <Tr isExpanded={shown}>
                <Td colSpan={columns}>
                  {shown ? <ExpandableRowContent>{<TaskFacts task={task} />}</ExpandableRowContent> : null}
                </Td>
              </Tr>
            </Tbody>
          );
        })}
      </Table>
      {asked ? (
        <TaskDialog
          act={asked.act}
          task={asked.task}
          close={() => {
            setAsked(null);
          }}
          changed={changed}
        />
      ) : null}
    </>
  );
}

function TaskDialog({ act, task, close, changed }: { act: TaskAct; task: Task; close: () => void; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [reason, setReason] = useState("");
  const run = async () => {
    const body = { reason: reason === "" ? null : reason };
    const ended = await agents<{ tokensEnded: number }>("POST", ["tasks", task.id, act], { body });
    say.done(text(`task.done.${act}`), act === "resume" ? "" : text("endedTokens", { tokens: ended.tokensEnded }));
    close();
    changed();
  };
  return (
    <Dialog title={text(`task.ask.${act}`)} confirm={text(`task.${act}`)} danger={act === "revoke"} act={run} close={close}>
      <p className="pf-v5-u-mb-md">{text(`task.about.${act}`)}</p>
      <FormGroup label={text("reason")} fieldId="task-reason">
        <TextInput
          id="task-reason"
          maxLength={255}
          value={reason}
          onChange={(_event, value) => {
            setReason(value);
          }}
        />
      </FormGroup>
    </Dialog>
  );
}
