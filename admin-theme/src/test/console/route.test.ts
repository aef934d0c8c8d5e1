import { describe, expect, it } from "vitest";
import { agentsHash, routeOf, userHash } from "../../main/console/loader/route";

describe("an address", () => {
  it("leads to the agents of a realm, with a query or without", () => {
    expect(routeOf("#/acme/agents", "master")).toEqual({ realm: "acme", query: "", page: "agents", user: null });
    expect(routeOf("#/acme/agents?agent=1&tab=tasks", "master").query).toBe("agent=1&tab=tasks");
  });

  it("leads elsewhere if there is more behind it", () => {
    expect(routeOf("#/acme/agents/1", "master").page).toBe("other");
  });

  it("leads to the agents of a user, and knows the user on other tabs too", () => {
    expect(routeOf("#/acme/users/u-1/agents", "master")).toMatchObject({ page: "user", user: "u-1" });
    expect(routeOf("#/acme/users/u-1/settings", "master")).toMatchObject({ page: "other", user: "u-1" });
    expect(routeOf("#/acme/users/add-user", "master").user).toBeNull();
  });

  it("is read back as it was written, whatever the realm is called", () => {
    const realm = "a/b c?d#e";
    expect(routeOf(agentsHash(realm, "search=x"), "master")).toMatchObject({ realm, page: "agents", query: "search=x" });
    expect(routeOf(userHash(realm, "u/1"), "master")).toMatchObject({ realm, page: "user", user: "u/1" });
  });

  it("without a realm is that of the login", () => {
    expect(routeOf("", "master")).toMatchObject({ realm: "master", page: "other" });
  });
});
