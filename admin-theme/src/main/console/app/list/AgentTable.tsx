/** Agents, one row each, with what can be done about them. */
import { useConsole, useHref, useText, useView } from "../context";
import { useActions } from "../agent/actions";
import type { Agent } from "../model";
import { EnvironmentLabel, LevelLabel, Moment, StatusLabel } from "../parts/labels";
import { OwnerLink } from "../parts/people";
import { RowActions } from "../parts/RowActions";
import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from "../pf";
import type { Key } from "../texts";

const COLUMNS: readonly { key: Key; sort?: string }[] = [
  { key: "clientId", sort: "clientId" },
  { key: "name", sort: "name" },
  { key: "owner" },
  { key: "environment" },
  { key: "status" },
  { key: "risk" },
  { key: "credential" },
  { key: "lastUsed", sort: "lastUsedAt" },
];

interface AgentTableProps {
  rows: readonly Agent[];
  sort: string;
  chosen?: readonly Agent[];
  choose?: (agents: readonly Agent[]) => void;
  changed(): void;
}

export function AgentTable({ rows, sort, chosen = [], choose, changed }: AgentTableProps) {
  const text = useText();
  const view = useView();
  const href = useHref();
  const { rights } = useConsole();
  const actions = useActions(changed);
  const selecting = rights.manage && choose !== undefined;
  const sortOf = (member: string | undefined): ThProps["sort"] => {
    if (!member || !choose) {
      return undefined;
    }
    const column = COLUMNS.findIndex((other) => other.sort === member);
    const now = (sort || "clientId").replace(/^-/, "") === member;
    return {
      columnIndex: column,
      sortBy: now ? { index: column, direction: sort.startsWith("-") ? "desc" : "asc" } : {},
      onSort: (_event, _index, direction) => {
        const next = `${direction === "desc" ? "-" : ""}${member}`;
        view.go({ sort: next === "clientId" ? "" : next, first: "" });
      },
    };
  };
  return (
    <>
      <Table variant="compact" aria-label={text("agents")} data-testid="agents-table">
        <Thead>
          <Tr>
            {selecting ? (
              <Th
                aria-label={text("chooseAll")}
                select={{
                  isSelected: chosen.length === rows.length,
                  onSelect: (_event, all) => {
                    choose(all ? rows : []);
                  },
                }}
              />
            ) : null}
            {COLUMNS.map(({ key, sort: member }) => {
              const sorted = sortOf(member);
              return (
                <Th key={key} modifier="nowrap" {...(sorted ? { sort: sorted } : {})}>
                  {text(key)}
                </Th>
              );
            })}
            {rights.manage ? <Th screenReaderText={text("actions")} /> : null}
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((agent, index) => (
            <Tr key={agent.id} data-client-id={agent.clientId}>
              {selecting ? (
                <Td
                  select={{
                    rowIndex: index,
                    isSelected: chosen.some((other) => other.id === agent.id),
                    onSelect: (_event, on) => {
                      choose(on ? [...chosen, agent] : chosen.filter((other) => other.id !== agent.id));
                    },
                  }}
                />
              ) : null}
              <Td dataLabel={text("clientId")} modifier="breakWord">
                <a href={href.agent(agent.id)}>{agent.clientId}</a>
              </Td>
              <Td dataLabel={text("name")} modifier="breakWord">
                {agent.name}
              </Td>
              <Td dataLabel={text("owner")} modifier="breakWord">
                <OwnerLink owner={agent.owner} />
              </Td>
              <Td dataLabel={text("environment")}>
                <EnvironmentLabel environment={agent.environment} />
              </Td>
              <Td dataLabel={text("status")}>
                <StatusLabel status={agent.status} />
              </Td>
              <Td dataLabel={text("risk")}>
                {agent.risk.level === "low" ? text("risk.low") : <LevelLabel group="risk" level={agent.risk.level} />}
              </Td>
              <Td dataLabel={text("credential")}>
                {agent.credential ? text.word("credential", agent.credential.type) : text("none")}
              </Td>
              <Td dataLabel={text("lastUsed")} modifier="nowrap">
                <Moment at={agent.lastUsedAt} none={text("never")} />
              </Td>
              {rights.manage ? (
                <Td isActionCell>
                  <RowActions items={actions.of(agent)} of={agent.clientId} />
                </Td>
              ) : null}
            </Tr>
          ))}
        </Tbody>
      </Table>
      {actions.dialog}
    </>
  );
}
