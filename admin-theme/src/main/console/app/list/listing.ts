/** What the list of agents can be narrowed by, as the address and the API say it. */
import type { View } from "../context";

export const FILTERS = ["status", "environment", "risk", "credential", "finding", "owner"] as const;
export type Filter = (typeof FILTERS)[number];

export const PAGE_SIZES = [10, 20, 50, 100];
export const SORTED = ["clientId", "name", "lastUsedAt", "createdAt", "expiresAt", "reviewDueAt"];

export interface Listing {
  search: string;
  filters: Readonly<Partial<Record<Filter, string>>>;
  sort: string;
  first: number;
  max: number;
}

/** What the address asks for. Values that the API does not know are left to it; it says so. */
export function listingOf(view: View): Listing {
  const filters: Partial<Record<Filter, string>> = {};
  for (const filter of FILTERS) {
    const value = view.get(filter);
    if (value !== "") {
      filters[filter] = value;
    }
  }
  const sort = view.get("sort");
  const max = view.number("max", 0);
  return {
    search: view.get("search"),
    filters,
    sort: SORTED.includes(sort.replace(/^-/, "")) ? sort : "",
    first: view.number("first", 0),
    max: PAGE_SIZES.includes(max) ? max : 10,
  };
}

/** The same for the API. Clients that only say they are agents can be searched and nothing else. */
export function queryOf({ search, filters, sort }: Listing): Record<string, string> {
  if (filters.status === "declared") {
    return { search, status: "declared" };
  }
  return { search, ...filters, ...(sort === "" ? {} : { sort }) };
}

export function isNarrowed({ search, filters }: Listing): boolean {
  return search !== "" || Object.keys(filters).length > 0;
}

/** Where a page begins that has rows, when there are fewer than the address believes. */
export function lastFirst(total: number, max: number): number {
  return total === 0 ? 0 : Math.floor((total - 1) / max) * max;
}
