/** The columns of the list, and which of them are shown; the browser remembers that. */
import { ColumnsIcon } from "@patternfly/react-icons/dist/esm/icons/columns-icon";
import { type ReactNode, useState } from "react";
import { useText } from "../context";
import type { Agent } from "../model";
import { EnvironmentLabel, LevelLabel, Moment, StatusLabel } from "../parts/labels";
import { OwnerLink } from "../parts/people";
import { MenuToggle, Select, SelectList, SelectOption, type TdProps, ToolbarItem } from "../pf";
import type { Key, Texts } from "../texts";
import { chosenOf } from "./chosen";

export interface Column {
  readonly key: Key;
  readonly sort?: string;
  readonly modifier?: TdProps["modifier"];
  /** Shown only if it was asked for. */
  readonly extra?: boolean;
  cell(agent: Agent, text: Texts): ReactNode;
}

/** All but the client ID, which is always the first. */
export const COLUMNS: readonly Column[] = [
  { key: "name", sort: "name", modifier: "breakWord", cell: (agent) => agent.name },
  { key: "owner", modifier: "breakWord", cell: (agent) => <OwnerLink owner={agent.owner} /> },
  { key: "environment", cell: (agent) => <EnvironmentLabel environment={agent.environment} /> },
  { key: "status", cell: (agent) => <StatusLabel status={agent.status} /> },
  {
    key: "risk",
    cell: (agent, text) =>
      agent.risk.level === "low" ? text("risk.low") : <LevelLabel group="risk" level={agent.risk.level} />,
  },
  {
    key: "credential",
    cell: (agent, text) => (agent.credential ? text.word("credential", agent.credential.type) : text("none")),
  },
  {
    key: "lastUsed",
    sort: "lastUsedAt",
    modifier: "nowrap",
    cell: (agent, text) => <Moment at={agent.lastUsedAt} none={text("never")} />,
  },
  { key: "purpose", extra: true, modifier: "breakWord", cell: (agent) => agent.purpose },
  {
    key: "created",
    sort: "createdAt",
    extra: true,
    modifier: "nowrap",
    cell: (agent) => <Moment at={agent.createdAt} />,
  },
  {
    key: "expires",
    sort: "expiresAt",
    extra: true,
    modifier: "nowrap",
    cell: (agent) => <Moment at={agent.expiresAt} />,
  },
  {
    key: "reviewDue",
    sort: "reviewDueAt",
    extra: true,
    modifier: "nowrap",
    cell: (agent) => <Moment at={agent.review.dueAt} />,
  },
];

const REMEMBERED = "agentidentity.columns";

/** Those that are shown where nothing was chosen. */
export const USUAL = chosenOf(COLUMNS, null);

export function useColumns(): [readonly Column[], (shown: readonly Column[]) => void] {
  const [shown, setShown] = useState(() => chosenOf(COLUMNS, storage()?.getItem(REMEMBERED) ?? null));
  return [
    shown,
    (next) => {
      setShown(next);
      storage()?.setItem(REMEMBERED, next.map(({ key }) => key).join(","));
    },
  ];
}

/** A browser may be told to keep nothing. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

interface ColumnChoiceProps {
  shown: readonly Column[];
  choose(shown: readonly Column[]): void;
}

export function ColumnChoice({ shown, choose }: ColumnChoiceProps) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <ToolbarItem>
      <Select
        isOpen={open}
        onOpenChange={setOpen}
        selected={shown.map(({ key }) => key)}
        onSelect={(_event, chosen) => {
          const next = COLUMNS.filter((column) => shown.includes(column) !== (column.key === chosen));
          choose(next);
        }}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            variant="plain"
            isExpanded={open}
            aria-label={text("columns")}
            data-testid="agents-columns"
            onClick={() => {
              setOpen(!open);
            }}
          >
            <ColumnsIcon aria-hidden />
          </MenuToggle>
        )}
      >
        <SelectList aria-label={text("columns")}>
          {COLUMNS.map((column) => (
            <SelectOption key={column.key} hasCheckbox value={column.key} isSelected={shown.includes(column)}>
              {text(column.key)}
            </SelectOption>
          ))}
        </SelectList>
      </Select>
    </ToolbarItem>
  );
}
