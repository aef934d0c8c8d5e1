/** The list of a realm's agents. Search, filters, order and pages are the server's work. */
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { SearchIcon } from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { useEffect, useState } from "react";
import { useAgents, useConsole, useHref, useText, useView } from "../context";
import { useLoad } from "../load";
import { type Agent, type Declared, type Posture } from "../model";
import { Pages } from "../parts/Pages";
import { Content, Nothing } from "../parts/State";
import { Button, SearchInput, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "../pf";
import { AgentTable } from "./AgentTable";
import { BulkSuspend } from "./BulkSuspend";
import { ColumnChoice, useColumns } from "./columns";
import { DeclaredTable } from "./DeclaredTable";
import { FilterGroup } from "./FilterGroup";
import { FILTERS, isNarrowed, lastFirst, listingOf, queryOf } from "./listing";
import { Summary } from "./Summary";

export function AgentList() {
  const text = useText();
  const view = useView();
  const href = useHref();
  const agents = useAgents();
  const { rights } = useConsole();
  const listing = listingOf(view);
  const [search, setSearch] = useState(listing.search);
  const [chosen, setChosen] = useState<readonly Agent[]>([]);
  const [columns, setColumns] = useColumns();
  const query = queryOf(listing);
  const asked = JSON.stringify([query, listing.first, listing.max]);
  const posture = useLoad<Posture>((signal) => agents("GET", ["posture"], { signal }), [agents]);
  const list = useLoad(
    async (signal) => {
      const { first, max } = listing;
      const counted = { ...query, sort: "" };
      const [rows, total] = await Promise.all([
        agents<(Agent | Declared)[]>("GET", [], { query: { ...query, first, max: max + 1 }, signal }),
        agents<number>("GET", ["count"], { query: counted, signal }).catch(() => null),
      ]);
      return { rows: rows.slice(0, max), more: rows.length > max, total, first, max };
    },
    [agents, asked],
  );

  const { data } = list;
  const past = data !== undefined && data.rows.length === 0 && data.first > 0;
  useEffect(() => {
    if (past) {
      view.go({ first: String(lastFirst(data.total ?? 0, data.max) || "") }, true);
    }
  }, [past, data, view]);
  useEffect(() => {
    setSearch(listing.search);
    setChosen([]);
  }, [asked, listing.search]);

  const reload = () => {
    setChosen([]);
    list.reload();
    posture.reload();
  };
  const clear = () => {
    view.go(Object.fromEntries([...FILTERS, "search", "first"].map((name) => [name, ""])));
  };
  const empty = isNarrowed(listing) ? (
    <Nothing
      icon={SearchIcon}
      title={text("noMatch")}
      body={text("noMatchBody")}
      action={
        <Button variant="link" onClick={clear}>
          {text("clearFilters")}
        </Button>
      }
    />
  ) : (
    <Nothing
      icon={RobotIcon}
      title={text("empty")}
      body={text("emptyBody")}
      action={
        rights.manage ? (
          <Button component="a" href={href.agents({ view: "create" })}>
            {text("create")}
          </Button>
        ) : null
      }
    />
  );
  const pages = data ? (
    <Pages view={view} first={data.first} max={data.max} shown={data.rows.length} total={data.total} more={data.more} />
  ) : null;
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("agents")}>
      <Summary posture={posture} />
      <Toolbar
        clearAllFilters={clear}
        clearFiltersButtonText={text("clearFilters")}
        numberOfFiltersText={(count) => text("filtersApplied", { count })}
        collapseListedFiltersBreakpoint="xl"
      >
        <ToolbarContent>
          <ToolbarItem variant="search-filter">
            <SearchInput
              value={search}
              placeholder={text("search")}
              aria-label={text("search")}
              data-testid="agents-search"
              submitSearchButtonLabel={text("searchNow")}
              resetButtonLabel={text("clearSearch")}
              onChange={(_event, value) => {
                setSearch(value);
              }}
              onSearch={(_event, value) => {
                view.go({ search: value.trim(), first: "" });
              }}
              onClear={() => {
                setSearch("");
                view.go({ search: "", first: "" });
              }}
            />
          </ToolbarItem>
          <FilterGroup listing={listing} view={view} posture={posture.data} />
          {rights.manage && query.status !== "declared" ? <BulkSuspend of={chosen} done={reload} /> : null}
          {query.status !== "declared" ? <ColumnChoice shown={columns} choose={setColumns} /> : null}
          <ToolbarItem>
            <Button variant="plain" aria-label={text("refresh")} onClick={reload} data-testid="agents-refresh">
              <SyncAltIcon aria-hidden />
            </Button>
          </ToolbarItem>
          <ToolbarGroup align={{ default: "alignRight" }}>
            <ToolbarItem variant="pagination">{pages}</ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      <Content of={list}>
        {({ rows }) => {
          if (rows.length === 0) {
            return past ? null : empty;
          }
          return query.status === "declared" ? (
            <DeclaredTable rows={rows as Declared[]} />
          ) : (
            <AgentTable
              rows={rows as Agent[]}
              sort={listing.sort}
              columns={columns}
              chosen={chosen}
              choose={setChosen}
              changed={reload}
            />
          );
        }}
      </Content>
    </section>
  );
}
