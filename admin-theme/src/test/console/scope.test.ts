import { describe, expect, it } from "vitest";
import { NEW_RULE } from "../../main/console/app/policy/model";
import { isFor } from "../../main/console/app/policy/scope";

const agent = { clientId: "ap-clerk", environment: "production" as const, facts: { labels: ["finance"] } };

describe("a rule", () => {
  it.each([
    [undefined, true],
    [{}, true],
    [{ environment: "production" }, true],
    [{ environment: "development" }, false],
    [{ label: "finance" }, true],
    [{ label: "sales" }, false],
    [{ agent: "ap-clerk" }, true],
    [{ agent: "other" }, false],
    [{ ownerGroup: "/finance" }, true],
  ])("of scope %j is for the agent: %s", (scope, expected) => {
    expect(isFor(scope ? { ...NEW_RULE, scope } : NEW_RULE, agent)).toBe(expected);
  });
});
