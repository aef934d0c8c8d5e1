/** Agents, one row each, with what can be done about them. */
import { useConsole, useHref, useText, useView } from "../context";
import { useActions } from "../agent/actions";
import type { Agent } from "../model";
import { RowActions } from "../parts/RowActions";
import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from "../pf";
import { type Column, USUAL } from "./columns";

const CLIENT_ID = { key: "clientId", sort: "clientId" } as const;

interface AgentTableProps {
  rows: readonly Agent[];
  sort: string;
  columns?: readonly Column[];
  chosen?: readonly Agent[];
  choose?: (agents: readonly Agent[]) => void;
  changed(): void;
}

export function AgentTable({ rows, sort, columns = USUAL, chosen = [], choose, changed }: AgentTableProps) {
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
    const column = [CLIENT_ID, ...columns].findIndex((other) => other.sort === member);
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
            {[CLIENT_ID, ...columns].map(({ key, sort: member }) => {
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
              {columns.map(({ key, modifier, cell }) => (
                <Td key={key} dataLabel={text(key)} {...(modifier ? { modifier } : {})}>
                  {cell(agent, text)}
                </Td>
              ))}
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
