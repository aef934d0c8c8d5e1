import { describe, expect, it } from "vitest";
import { BLANK, draftOf, patchOf, specOf } from "../../main/console/app/agent/draft";
import type { Agent } from "../../main/console/app/model";

const agent: Agent = {
  id: "1",
  clientId: "ap-clerk",
  name: "Clerk",
  description: null,
  purpose: "Pays bills",
  environment: "production",
  status: "active",
  statusReason: null,
  risk: { level: "low", reason: null, since: null, until: null },
  expiresAt: null,
  review: { lastAt: null, dueAt: null },
  delegation: { rule: "owner", apps: ["portal"] },
  ceiling: { scopes: ["a"], targets: ["erp"], taskSeconds: 900, chainDepth: 3 },
  strictness: { purpose: true },
  facts: {},
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
  lastUsedAt: null,
  orphanedSince: null,
  version: 7,
  owner: { id: "u", username: "alice", answer: "taken_on" },
  sponsors: [
    { type: "user", id: "b", name: "bob" },
    { type: "group", id: "g", name: "/finance" },
  ],
};

describe("what is said of an agent", () => {
  it("that nobody touched changes nothing", () => {
    expect(patchOf(agent, draftOf(agent))).toEqual({});
  });

  it("changes only what differs, and takes away what was emptied", () => {
    const draft = { ...draftOf(agent), name: "Other", purpose: "", taskSeconds: "", scopes: ["a", "b"] };
    expect(patchOf(agent, draft)).toEqual({
      name: "Other",
      purpose: null,
      ceiling: { taskSeconds: null, scopes: ["a", "b"] },
    });
  });

  it("tells no operation from any operation", () => {
    expect(patchOf(agent, { ...draftOf(agent), limitActions: true })).toEqual({ ceiling: { actions: [] } });
    const limited = { ...agent, ceiling: { ...agent.ceiling, actions: ["read"] } };
    expect(patchOf(limited, { ...draftOf(limited), limitActions: false })).toEqual({ ceiling: { actions: null } });
  });

  it("keeps the ids of sponsors that stay, and takes a path for a group", () => {
    const draft = { ...draftOf(agent), sponsors: ["/finance", "carol", "/audit"] };
    expect(patchOf(agent, draft).sponsors).toEqual([
      { type: "group", id: "g" },
      { type: "user", id: "carol" },
      { type: "group", id: "/audit" },
    ]);
  });

  it("leaves nothing of a former rule of delegation", () => {
    const draft = { ...draftOf(agent), rule: "group" as const, of: "/finance" };
    expect(patchOf(agent, draft).delegation).toEqual({ rule: "group", group: "/finance", role: null, apps: ["portal"] });
  });

  it("turns strictness off by saying so", () => {
    expect(patchOf(agent, { ...draftOf(agent), strict: ["details"] }).strictness).toEqual({ purpose: false, details: true });
  });

  it("adds to what is known of the software, and takes away what was emptied", () => {
    const known = { ...agent, facts: { vendor: "Acme", model: "m-1", labels: ["finance"] } };
    const draft = { ...draftOf(known), model: "", contact: "ops@example.org", labels: ["finance", "eu"] };
    expect(patchOf(known, draft).facts).toEqual({ model: null, contact: "ops@example.org", labels: ["finance", "eu"] });
    expect(patchOf(known, draftOf(known))).toEqual({});
  });

  it("of a new agent leaves out what is empty", () => {
    const spec = specOf({ ...BLANK, clientId: " bot ", owner: ["alice"], scopes: ["a"] });
    expect(spec).toEqual({
      clientId: "bot",
      environment: "development",
      owner: "alice",
      sponsors: [],
      delegation: { rule: "owner", apps: [] },
      ceiling: { scopes: ["a"], targets: [], actions: [], roles: [], delegates: [] },
      strictness: {},
    });
  });
});
