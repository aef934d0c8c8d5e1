import { describe, expect, it } from "vitest";
import type { View } from "../../main/console/app/context";
import { isNarrowed, lastFirst, listingOf, queryOf } from "../../main/console/app/list/listing";

function view(query: string): View {
  const values = new URLSearchParams(query);
  return {
    get: (name) => values.get(name) ?? "",
    number: (name, other) => (values.has(name) ? Number(values.get(name)) : other),
    change: () => "",
    go: () => undefined,
  };
}

describe("the list of agents", () => {
  it("asks for what the address says", () => {
    const listing = listingOf(view("search=pay&status=active&owner=alice&sort=-lastUsedAt&first=20&max=20"));
    expect(listing).toMatchObject({ first: 20, max: 20 });
    expect(queryOf(listing)).toEqual({ search: "pay", status: "active", owner: "alice", sort: "-lastUsedAt" });
    expect(isNarrowed(listing)).toBe(true);
  });

  it("takes no size of a page and no order that it does not offer", () => {
    const listing = listingOf(view("max=1000000&sort=secret"));
    expect(listing).toMatchObject({ max: 10, sort: "" });
    expect(isNarrowed(listing)).toBe(false);
  });

  it("asks of declared clients only what the API answers for them", () => {
    expect(queryOf(listingOf(view("status=declared&search=x&risk=high&sort=name")))).toEqual({
      search: "x",
      status: "declared",
    });
  });

  it("finds the last page that has rows", () => {
    expect(lastFirst(0, 10)).toBe(0);
    expect(lastFirst(20, 10)).toBe(10);
    expect(lastFirst(21, 10)).toBe(20);
  });
});
