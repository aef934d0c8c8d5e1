/** Rules as the API says them. */
import { CallFailed, type Problem } from "../../shared/api";

export const EFFECTS = ["deny", "require_login", "require_approval", "oblige", "permit"] as const;
export const STAGES = ["issue", "call"] as const;

export interface Rule {
  id: string;
  description?: string;
  scope?: { environment?: string; label?: string; ownerGroup?: string; agent?: string };
  stages?: ("issue" | "call")[];
  condition: string;
  effect: (typeof EFFECTS)[number];
  reason?: string;
  acr?: string;
  maxAge?: number;
  obligations?: unknown[];
  mode?: "enforce" | "log_only";
}

export interface Policy {
  rules: Rule[];
  version?: number;
  comment?: string | null;
  createdAt?: string;
  createdBy?: string | null;
}

export interface Version {
  version: number;
  ruleCount: number;
  comment?: string | null;
  createdAt: string;
  createdBy?: string | null;
}

export interface Checked {
  valid: boolean;
  facts?: string[];
  problems?: Problem[];
}

export interface Replay {
  decisions: number;
  asked: number;
  changed: number;
  unknown: number;
  more: boolean;
  changes: {
    decisionId: string;
    decidedAt: string;
    taskId: string;
    agentClientId?: string | null;
    principalId?: string | null;
    action: string;
    before: string;
    after: string;
    rule?: string;
    notKept?: string;
  }[];
}

export interface Explanation {
  decisionId: string;
  decidedAt: string;
  decision: boolean;
  taskId: string;
  enforcementPoint?: string | null;
  layer?: string;
  denialReason?: string;
  reason?: string;
  policyVersion?: number;
  outcome?: string;
  rule?: string;
  rules?: { rule: string; effect: string; mode: string; result: string; error?: string; facts: string[] }[];
  facts?: Record<string, unknown>;
}

export const NEW_RULE: Rule = { id: "", condition: "", effect: "deny", mode: "log_only" };

/** A rule with these members and without those that are undefined. */
export function changed(rule: Rule, members: { [K in keyof Rule]?: Rule[K] | undefined }): Rule {
  return Object.fromEntries(
    Object.entries({ ...rule, ...members }).filter(([, value]) => value !== undefined),
  ) as unknown as Rule;
}

export function isLogOnly(rule: Rule): boolean {
  return rule.mode === "log_only";
}

/** What an answer says is wrong with rules, one a line. */
export function problemsOf(error: unknown): string[] {
  return error instanceof CallFailed ? error.problems.map(sayProblem) : [];
}

export function sayProblem({ rule, line, column, message }: Problem): string {
  const place = [rule, line === undefined ? undefined : `${line}:${column ?? 1}`].filter(Boolean).join(" ");
  return place === "" ? message : `${place}: ${message}`;
}
