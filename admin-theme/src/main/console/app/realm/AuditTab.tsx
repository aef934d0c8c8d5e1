/** Who did what: people, agents alone and agents for people told apart at a glance. */
import { CogIcon } from "@patternfly/react-icons/dist/esm/icons/cog-icon";
import { HistoryIcon } from "@patternfly/react-icons/dist/esm/icons/history-icon";
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { ServerIcon } from "@patternfly/react-icons/dist/esm/icons/server-icon";
import { SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { UserIcon } from "@patternfly/react-icons/dist/esm/icons/user-icon";
import { UserSecretIcon } from "@patternfly/react-icons/dist/esm/icons/user-secret-icon";
import { UsersCogIcon } from "@patternfly/react-icons/dist/esm/icons/users-cog-icon";
import { type ReactNode, useState } from "react";
import { useAgents, useConsole, useText, useView } from "../context";
import { useLoad } from "../load";
import type { AuditRecord } from "../model";
import { ChoiceFilter } from "../parts/Choice";
import { Compact, Moment } from "../parts/labels";
import { Pages } from "../parts/Pages";
import { AgentLink, PersonById } from "../parts/people";
import { Content, Nothing } from "../parts/State";
import {
  Button,
  ExpandableRowContent,
  Label,
  SearchInput,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarFilter,
  ToolbarGroup,
  ToolbarItem,
  Tr,
} from "../pf";
import { RecordFacts } from "./RecordFacts";
import { Verify } from "./Verify";

const KINDS = ["person", "delegated_agent", "agent_autonomous", "workload", "admin_impersonation", "system"] as const;

const LOOKS: Readonly<Record<string, readonly ["blue" | "purple" | "orange" | "grey" | "red" | "cyan", ReactNode]>> = {
  person: ["blue", <UserIcon key="i" />],
  delegated_agent: ["purple", <UsersCogIcon key="i" />],
  agent_autonomous: ["orange", <RobotIcon key="i" />],
  workload: ["cyan", <ServerIcon key="i" />],
  admin_impersonation: ["red", <UserSecretIcon key="i" />],
  system: ["grey", <CogIcon key="i" />],
};

export function AuditOf({ agent }: { agent?: string }) {
  const text = useText();
  const view = useView();
  const agents = useAgents();
  const names = ["actorKind", "outcome", "jti", "task"] as const;
  const filters = Object.fromEntries(names.map((name) => [name, view.get(name)])) as Record<(typeof names)[number], string>;
  const first = view.number("first", 0);
  const max = view.number("max", 10) || 10;
  const [token, setToken] = useState(filters.jti);
  const records = useLoad(
    async (signal) => {
      const query = { ...filters, agent, first, max: max + 1 };
      const rows = await agents<AuditRecord[]>("GET", ["audit"], { query, signal });
      return { rows: rows.slice(0, max), more: rows.length > max };
    },
    [agents, agent, ...names.map((name) => filters[name]), first, max],
  );
  const narrowed = names.some((name) => filters[name] !== "");
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("audit")}>
      <Toolbar
        clearFiltersButtonText={text("clearFilters")}
        clearAllFilters={() => {
          setToken("");
          view.go({ actorKind: "", outcome: "", jti: "", task: "", first: "" });
        }}
      >
        <ToolbarContent>
          <ToolbarFilter
            categoryName={text("tokenId")}
            chips={filters.jti === "" ? [] : [filters.jti]}
            deleteChip={() => {
              setToken("");
              view.go({ jti: "", first: "" });
            }}
          >
            <SearchInput
              value={token}
              data-testid="audit-token"
              placeholder={text("findToken")}
              aria-label={text("findToken")}
              submitSearchButtonLabel={text("searchNow")}
              resetButtonLabel={text("clearSearch")}
              onChange={(_event, value) => {
                setToken(value);
              }}
              onSearch={(_event, value) => {
                view.go({ jti: value.trim(), first: "" });
              }}
              onClear={() => {
                setToken("");
                view.go({ jti: "", first: "" });
              }}
            />
          </ToolbarFilter>
          <ChoiceFilter
            id="filter-kind"
            label={text("actor")}
            value={filters.actorKind}
            options={KINDS.map((value) => ({ value, label: text.word("kind", value) }))}
            onChange={(value) => {
              view.go({ actorKind: value, first: "" });
            }}
          />
          <ChoiceFilter
            id="filter-outcome"
            label={text("outcome")}
            value={filters.outcome}
            options={["permitted", "refused"].map((value) => ({ value, label: text.word("outcome", value) }))}
            onChange={(value) => {
              view.go({ outcome: value, first: "" });
            }}
          />
          <ToolbarItem>
            <Button variant="plain" aria-label={text("refresh")} onClick={records.reload}>
              <SyncAltIcon aria-hidden />
            </Button>
          </ToolbarItem>
          <ToolbarGroup align={{ default: "alignRight" }}>
            <ToolbarItem variant="pagination">
              {records.data ? (
                <Pages view={view} first={first} max={max} shown={records.data.rows.length} more={records.data.more} />
              ) : null}
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      {agent === undefined ? <Verify /> : null}
      <Content of={records}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing
              icon={HistoryIcon}
              title={text("noRecords")}
              body={text(narrowed ? "noMatchingRecords" : "noRecordsBody")}
            />
          ) : (
            <Records rows={rows} />
          )
        }
      </Content>
    </section>
  );
}

function KindLabel({ kind }: { kind: string }) {
  const text = useText();
  const [color, icon] = LOOKS[kind] ?? ["grey", null];
  return (
    <Compact>
      <Label color={color} icon={icon} isCompact data-kind={kind}>
        {text.word("kind", kind)}
      </Label>
    </Compact>
  );
}

function Who({ record }: { record: AuditRecord }) {
  const text = useText();
  const { place } = useConsole();
  const { data } = record;
  const ownRealm = (issuer: string | undefined) => issuer?.endsWith(`/realms/${encodeURIComponent(place.realm)}`) ?? true;
  if (data.actor_kind === "delegated_agent" && data.agent) {
    return (
      <>
        <AgentLink id={data.agent.id} clientId={data.agent.client_id} />
        {data.principal ? (
          <>
            {" "}
            {text("for")} <PersonById id={data.principal.sub} />
          </>
        ) : null}
      </>
    );
  }
  if (data.actor_kind === "agent_autonomous" && data.agent) {
    return <AgentLink id={data.agent.id} clientId={data.agent.client_id} />;
  }
  if (data.actor?.client_id) {
    return <>{data.actor.client_id}</>;
  }
  if (data.actor) {
    const realm = data.actor.iss?.split("/realms/")[1] ?? "";
    return ownRealm(data.actor.iss) ? (
      <PersonById id={data.actor.sub} />
    ) : (
      <>{`${data.actor.sub} (${decodeURIComponent(realm)})`}</>
    );
  }
  return <>{text("none")}</>;
}

function Records({ rows }: { rows: readonly AuditRecord[] }) {
  const text = useText();
  const [open, setOpen] = useState<readonly string[]>([]);
  return (
    <Table variant="compact" aria-label={text("audit")} data-testid="audit-table">
      <Thead>
        <Tr>
          <Th screenReaderText={text("details")} />
          <Th>{text("time")}</Th>
          <Th>{text("actor")}</Th>
          <Th>{text("who")}</Th>
          <Th>{text("what")}</Th>
          <Th>{text("agent")}</Th>
          <Th>{text("outcome")}</Th>
        </Tr>
      </Thead>
      {rows.map((record, index) => {
        const shown = open.includes(record.id);
        const { data } = record;
        return (
          <Tbody key={record.id} isExpanded={shown}>
            <Tr data-type={record.type}>
              <Td
                expand={{
                  rowIndex: index,
                  isExpanded: shown,
                  expandId: "record",
                  onToggle: () => {
                    setOpen(shown ? open.filter((id) => id !== record.id) : [...open, record.id]);
                  },
                }}
              />
              <Td dataLabel={text("time")} modifier="nowrap">
                <Moment at={record.time} />
              </Td>
              <Td dataLabel={text("actor")}>
                <KindLabel kind={data.actor_kind} />
              </Td>
              <Td dataLabel={text("who")} modifier="breakWord">
                <Who record={record} />
              </Td>
              <Td dataLabel={text("what")} modifier="breakWord">
                {text.word("type", record.type)}
                {record.type.startsWith("agent.call.") && data.action?.name ? `: ${data.action.name}` : ""}
              </Td>
              <Td dataLabel={text("agent")} modifier="breakWord">
                {data.agent ? <AgentLink id={data.agent.id} clientId={data.agent.client_id} /> : text("none")}
              </Td>
              <Td dataLabel={text("outcome")}>
                <Compact>
                  <Label color={data.outcome === "refused" ? "red" : "green"} variant="outline" isCompact>
                    {text.word("outcome", data.outcome)}
                  </Label>
                </Compact>
              </Td>
            </Tr>
            <Tr isExpanded={shown}>
              <Td colSpan={7}>
                {shown ? (
                  <ExpandableRowContent>
                    <RecordFacts record={record} />
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
