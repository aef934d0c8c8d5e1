/** Who did what: people, agents alone and agents for people told apart at a glance. */
import { FilterIcon } from "@patternfly/react-icons/dist/esm/icons/filter-icon";
import { HistoryIcon } from "@patternfly/react-icons/dist/esm/icons/history-icon";
import { SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { lazy, Suspense, useState } from "react";
import type { Query } from "../../shared/api";
import { useAgents, useConsole, useText, useView } from "../context";
import { useLoad } from "../load";
import type { AuditRecord } from "../model";
import { Choice, ChoiceFilter } from "../parts/Choice";
import { Entries, type Suggest } from "../parts/Entries";
import { Compact, Moment } from "../parts/labels";
import { Pages } from "../parts/Pages";
import { AgentLink, PersonById } from "../parts/people";
import { Content, Loading, Nothing } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import {
  Button,
  ExpandableRowContent,
  Label,
  SearchInput,
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
  ToolbarToggleGroup,
  Tr,
} from "../pf";
import type { Key } from "../texts";
import { KindLabel, KINDS } from "./kinds";
import { RecordFacts } from "./RecordFacts";
import { Verify } from "./Verify";

const Story = lazy(() => import("./audit/Story"));
const ReachOf = lazy(() => import("./audit/ReachOf"));
const ExportDialog = lazy(() => import("./audit/ExportDialog"));

const FILTERS = ["actorKind", "outcome", "type", "jti", "task", "key", "by", "principal", "from", "to"] as const;
type Filters = Record<(typeof FILTERS)[number], string>;

/** What can be looked up by its id: all that came of it is told above its records. */
const LOOKUPS = ["jti", "task", "key"] as const;
type Lookup = (typeof LOOKUPS)[number];

const NOTHING = Object.fromEntries([...FILTERS, "first"].map((name) => [name, ""]));

/** What records are asked for. Days are those of UTC, and the last one is meant with its end. */
function queryOf(filters: Filters, agent: string | undefined): Query {
  const after = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
  const { by, key, from, to, ...plain } = filters;
  return {
    ...plain,
    agent: agent ?? by,
    clientKey: key,
    from: from === "" ? "" : `${from}T00:00:00Z`,
    to: to === "" ? "" : after(to),
  };
}

export function AuditOf({ agent }: { agent?: string }) {
  const text = useText();
  const view = useView();
  const agents = useAgents();
  const suggest = useSuggestions();
  const filters = Object.fromEntries(FILTERS.map((name) => [name, view.get(name)])) as Filters;
  const first = view.number("first", 0);
  const max = view.number("max", 10) || 10;
  const asked = LOOKUPS.find((name) => filters[name] !== "");
  const [look, setLook] = useState<Lookup>(asked ?? "jti");
  const [typed, setTyped] = useState("");
  const [exporting, setExporting] = useState(false);
  const query = queryOf(filters, agent);
  const records = useLoad(
    async (signal) => {
      const rows = await agents<AuditRecord[]>("GET", ["audit"], { query: { ...query, first, max: max + 1 }, signal });
      return { rows: rows.slice(0, max), more: rows.length > max };
    },
    [agents, JSON.stringify(query), first, max],
  );
  const narrowed = FILTERS.some((name) => filters[name] !== "");
  const set = (values: Partial<Filters>) => {
    view.go({ ...values, first: "" });
  };
  const lookUp = (value: string) => {
    setTyped("");
    set({ jti: "", task: "", key: "", [look]: value.trim() });
  };
  const day = (name: "from" | "to") => (
    <ToolbarFilter
      categoryName={text(name === "from" ? "fromDay" : "toDay")}
      chips={filters[name] === "" ? [] : [filters[name]]}
      deleteChip={() => {
        set({ [name]: "" });
      }}
    >
      <TextInput
        type="date"
        id={`audit-${name}`}
        data-testid={`audit-${name}`}
        aria-label={text(name === "from" ? "fromDay" : "toDay")}
        value={filters[name]}
        onChange={(_event, value) => {
          set({ [name]: value });
        }}
      />
    </ToolbarFilter>
  );
  const named = (name: "by" | "principal", label: Key, from: Suggest) => (
    <ToolbarFilter
      categoryName={text(label)}
      chips={filters[name] === "" ? [] : [filters[name]]}
      deleteChip={() => {
        set({ [name]: "" });
      }}
    >
      <Entries
        id={`audit-${name}`}
        label={text(label)}
        placeholder={text(label)}
        single
        value={[]}
        suggest={from}
        onChange={(value) => {
          set({ [name]: value[0] ?? "" });
        }}
      />
    </ToolbarFilter>
  );
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("audit")}>
      <Toolbar
        clearFiltersButtonText={text("clearFilters")}
        numberOfFiltersText={(count) => text("filtersApplied", { count })}
        clearAllFilters={() => {
          setTyped("");
          view.go(NOTHING);
        }}
      >
        <ToolbarContent>
          <ToolbarGroup spacer={{ default: "spacerNone" }}>
            <ToolbarItem spacer={{ default: "spacerNone" }}>
              <Choice
                id="audit-look"
                label={text("lookUp")}
                value={look}
                options={LOOKUPS.map((value) => ({ value, label: text(`lookUp.${value}`) }))}
                onChange={(value) => {
                  setLook(value as Lookup);
                }}
              />
            </ToolbarItem>
            {LOOKUPS.map((name) => (
              <ToolbarFilter
                key={name}
                categoryName={text(`lookUp.${name}`)}
                chips={filters[name] === "" ? [] : [filters[name]]}
                deleteChip={() => {
                  set({ [name]: "" });
                }}
              >
                {name === look ? (
                  <SearchInput
                    value={typed}
                    data-testid="audit-token"
                    placeholder={text(`find.${name}`)}
                    aria-label={text(`find.${name}`)}
                    submitSearchButtonLabel={text("searchNow")}
                    resetButtonLabel={text("clearSearch")}
                    onChange={(_event, value) => {
                      setTyped(value);
                    }}
                    onSearch={(_event, value) => {
                      lookUp(value);
                    }}
                    onClear={() => {
                      lookUp("");
                    }}
                  />
                ) : (
                  <></>
                )}
              </ToolbarFilter>
            ))}
          </ToolbarGroup>
          <ToolbarToggleGroup toggleIcon={<FilterIcon aria-label={text("filters")} />} breakpoint="2xl">
            <ChoiceFilter
              id="filter-kind"
              label={text("actor")}
              value={filters.actorKind}
              options={KINDS.map((value) => ({ value, label: text.word("kind", value) }))}
              onChange={(value) => {
                set({ actorKind: value });
              }}
            />
            <ChoiceFilter
              id="filter-outcome"
              label={text("outcome")}
              value={filters.outcome}
              options={["permitted", "refused"].map((value) => ({ value, label: text.word("outcome", value) }))}
              onChange={(value) => {
                set({ outcome: value });
              }}
            />
            {agent === undefined ? named("by", "agent", suggest.agents) : <></>}
            {named("principal", "person", suggest.users)}
            {day("from")}
            {day("to")}
          </ToolbarToggleGroup>
          <ToolbarItem>
            <Button variant="plain" aria-label={text("refresh")} onClick={records.reload}>
              <SyncAltIcon aria-hidden />
            </Button>
          </ToolbarItem>
          <ToolbarItem>
            <Button
              variant="secondary"
              data-testid="export-records"
              onClick={() => {
                setExporting(true);
              }}
            >
              {text("export")}
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
      {agent === undefined && !asked ? <Verify /> : null}
      <Suspense fallback={<Loading />}>
        {asked === "task" ? <Story task={filters.task} /> : null}
        {asked === "jti" ? <ReachOf jti={filters.jti} /> : null}
        {asked === "key" ? <ReachOf thumbprint={filters.key} /> : null}
        {exporting ? (
          <ExportDialog
            query={query}
            close={() => {
              setExporting(false);
            }}
          />
        ) : null}
      </Suspense>
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
