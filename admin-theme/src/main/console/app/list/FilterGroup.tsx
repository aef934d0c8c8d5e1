/** The filters above the list of agents. */
import { FilterIcon } from "@patternfly/react-icons/dist/esm/icons/filter-icon";
import { useText, type View } from "../context";
import { CREDENTIALS, ENVIRONMENTS, LEVELS, type Posture, STATUSES } from "../model";
import { ChoiceFilter, type Option } from "../parts/Choice";
import { Entries } from "../parts/Entries";
import { useSuggestions } from "../parts/suggest";
import { ToolbarFilter, ToolbarToggleGroup } from "../pf";
import type { Key } from "../texts";
import type { Filter, Listing } from "./listing";

interface FilterGroupProps {
  listing: Listing;
  view: View;
  posture: Posture | undefined;
}

export function FilterGroup({ listing, view, posture }: FilterGroupProps) {
  const text = useText();
  const suggest = useSuggestions();
  const { filters } = listing;
  const options = (group: string, values: readonly string[]): Option[] =>
    values.map((value) => ({ value, label: text.word(group, value) }));
  const set = (filter: Filter, value: string) => {
    view.go(
      filter === "status" && value === "declared" ? { status: value, first: "", sort: "" } : { [filter]: value, first: "" },
    );
  };
  const codes = new Set(posture?.findings.map((finding) => finding.code));
  if (filters.finding) {
    codes.add(filters.finding);
  }
  const choices: readonly [Filter, Key, readonly Option[]][] = [
    ["status", "status", options("status", STATUSES)],
    ["environment", "environment", options("environment", ENVIRONMENTS)],
    ["risk", "risk", options("risk", LEVELS)],
    ["credential", "credential", options("credential", CREDENTIALS)],
    ["finding", "finding", options("code", [...codes])],
  ];
  const declared = filters.status === "declared";
  return (
    <ToolbarToggleGroup toggleIcon={<FilterIcon aria-label={text("filters")} />} breakpoint="2xl">
      {choices
        .filter(([filter, , all]) => filter === "status" || (!declared && all.length > 0))
        .map(([filter, label, all]) => (
          <ChoiceFilter
            key={filter}
            id={`filter-${filter}`}
            label={text(label)}
            value={filters[filter] ?? ""}
            options={all}
            onChange={(value) => {
              set(filter, value);
            }}
          />
        ))}
      {declared ? null : (
        <ToolbarFilter
          categoryName={text("owner")}
          chips={filters.owner ? [filters.owner] : []}
          deleteChip={() => {
            set("owner", "");
          }}
        >
          <Entries
            id="filter-owner"
            label={text("owner")}
            placeholder={text("owner")}
            single
            value={[]}
            suggest={suggest.users}
            onChange={(value) => {
              set("owner", value[0] ?? "");
            }}
          />
        </ToolbarFilter>
      )}
    </ToolbarToggleGroup>
  );
}
