/** Which agents a rule is for. */
import type { Agent } from "../model";
import type { Texts } from "../texts";
import type { Rule } from "./model";

export const SCOPES = ["environment", "label", "ownerGroup", "agent"] as const;

export function sayScope(text: Texts, { scope = {} }: Rule): string {
  return scope.environment
    ? text.word("environment", scope.environment)
    : (scope.label ?? scope.ownerGroup ?? scope.agent ?? text("ruleFor.all"));
}

/** Whether a rule is for an agent; for a group of owners only the server can tell. */
export function isFor({ scope = {} }: Rule, agent: Pick<Agent, "clientId" | "environment" | "facts">): boolean {
  return (
    (scope.environment === undefined || scope.environment === agent.environment) &&
    (scope.label === undefined || (agent.facts.labels ?? []).includes(scope.label)) &&
    (scope.agent === undefined || scope.agent === agent.clientId)
  );
}
