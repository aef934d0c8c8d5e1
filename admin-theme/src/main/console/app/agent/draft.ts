/** What an admin fills in about an agent, and what the API is told of it. */
import type { Agent, Ceiling, Delegation, Environment, STRICTNESS } from "../model";

/** What kind of software it is, in words. */
export const FACTS = ["vendor", "model", "framework", "version", "contact"] as const;

type Fact = (typeof FACTS)[number];
type Strict = (typeof STRICTNESS)[number];

export interface Draft extends Record<Fact, string> {
  clientId: string;
  name: string;
  description: string;
  purpose: string;
  labels: string[];
  environment: Environment;
  owner: string[];
  sponsors: string[];
  /** A day, or empty. */
  expires: string;
  rule: NonNullable<Delegation["rule"]>;
  /** The path of the group or the name of the role that the rule is about. */
  of: string;
  apps: string[];
  scopes: string[];
  targets: string[];
  limitActions: boolean;
  actions: string[];
  roles: string[];
  delegates: string[];
  taskSeconds: string;
  tokenSeconds: string;
  chainDepth: string;
  concurrentTasks: string;
  strict: Strict[];
}

export const BLANK: Draft = {
  clientId: "",
  name: "",
  description: "",
  purpose: "",
  vendor: "",
  model: "",
  framework: "",
  version: "",
  contact: "",
  labels: [],
  environment: "development",
  owner: [],
  sponsors: [],
  expires: "",
  rule: "owner",
  of: "",
  apps: [],
  scopes: [],
  targets: [],
  limitActions: true,
  actions: [],
  roles: [],
  delegates: [],
  taskSeconds: "",
  tokenSeconds: "",
  chainDepth: "",
  concurrentTasks: "",
  strict: [],
};

const digits = (value: number | undefined) => (value === undefined ? "" : String(value));
const nameOf = (sponsor: Agent["sponsors"][number]) => sponsor.name ?? sponsor.id;

export function draftOf(agent: Agent): Draft {
  const { ceiling, delegation } = agent;
  return {
    clientId: agent.clientId,
    name: agent.name,
    description: agent.description ?? "",
    purpose: agent.purpose ?? "",
    vendor: agent.facts.vendor ?? "",
    model: agent.facts.model ?? "",
    framework: agent.facts.framework ?? "",
    version: agent.facts.version ?? "",
    contact: agent.facts.contact ?? "",
    labels: agent.facts.labels ?? [],
    environment: agent.environment,
    owner: [agent.owner.username ?? agent.owner.id],
    sponsors: agent.sponsors.map(nameOf),
    expires: agent.expiresAt?.slice(0, 10) ?? "",
    rule: delegation.rule ?? "owner",
    of: delegation.group ?? delegation.role ?? "",
    apps: delegation.apps ?? [],
    scopes: ceiling.scopes ?? [],
    targets: ceiling.targets ?? [],
    limitActions: ceiling.actions !== undefined,
    actions: ceiling.actions ?? [],
    roles: ceiling.roles ?? [],
    delegates: ceiling.delegates ?? [],
    taskSeconds: digits(ceiling.taskSeconds),
    tokenSeconds: digits(ceiling.tokenSeconds),
    chainDepth: digits(ceiling.chainDepth),
    concurrentTasks: digits(ceiling.concurrentTasks),
    strict: (Object.entries(agent.strictness) as [Strict, boolean][]).filter(([, on]) => on).map(([member]) => member),
  };
}

function delegationOf(draft: Draft): Delegation {
  return {
    rule: draft.rule,
    ...(draft.rule === "group" ? { group: draft.of } : {}),
    ...(draft.rule === "role" ? { role: draft.of } : {}),
    apps: draft.apps,
  };
}

function sponsorOf(name: string, known: readonly Agent["sponsors"][number][]) {
  const same = known.find((sponsor) => nameOf(sponsor) === name);
  return same ? { type: same.type, id: same.id } : { type: name.startsWith("/") ? "group" : "user", id: name };
}

/** The body that makes an agent, without its credential. */
export function specOf(draft: Draft): Record<string, unknown> {
  const ceiling: Ceiling = {
    scopes: draft.scopes,
    targets: draft.targets,
    ...(draft.limitActions ? { actions: draft.actions } : {}),
    roles: draft.roles,
    delegates: draft.delegates,
  };
  for (const member of ["taskSeconds", "tokenSeconds", "chainDepth", "concurrentTasks"] as const) {
    if (draft[member] !== "") {
      ceiling[member] = Number(draft[member]);
    }
  }
  return {
    clientId: draft.clientId.trim(),
    ...(draft.name === "" ? {} : { name: draft.name }),
    ...(draft.description === "" ? {} : { description: draft.description }),
    ...(draft.purpose === "" ? {} : { purpose: draft.purpose }),
    environment: draft.environment,
    owner: draft.owner[0] ?? "",
    sponsors: draft.sponsors.map((name) => sponsorOf(name, [])),
    ...(draft.expires === "" ? {} : { expiresAt: `${draft.expires}T00:00:00Z` }),
    delegation: delegationOf(draft),
    ceiling,
    strictness: Object.fromEntries(draft.strict.map((member) => [member, true])),
  };
}

/** The merge patch (RFC 7396) that makes an agent what the draft says: only members that differ. */
export function patchOf(agent: Agent, draft: Draft): Record<string, unknown> {
  const before = draftOf(agent);
  const patch: Record<string, unknown> = {};
  const differs = (...members: (keyof Draft)[]) =>
    members.some((member) => JSON.stringify(before[member]) !== JSON.stringify(draft[member]));
  for (const member of ["name", "description", "purpose", "environment"] as const) {
    if (differs(member)) {
      patch[member] = draft[member] === "" ? null : draft[member];
    }
  }
  if (differs("expires")) {
    patch.expiresAt = draft.expires === "" ? null : `${draft.expires}T00:00:00Z`;
  }
  if (differs("sponsors")) {
    patch.sponsors = draft.sponsors.map((name) => sponsorOf(name, agent.sponsors));
  }
  if (differs("rule", "of", "apps")) {
    patch.delegation = { group: null, role: null, ...delegationOf(draft) };
  }
  const facts: Record<string, unknown> = {};
  for (const member of FACTS) {
    if (differs(member)) {
      facts[member] = draft[member] === "" ? null : draft[member];
    }
  }
  if (differs("labels")) {
    facts.labels = draft.labels;
  }
  if (Object.keys(facts).length > 0) {
    patch.facts = facts;
  }
  const ceiling: Record<string, unknown> = {};
  for (const member of ["scopes", "targets", "roles", "delegates"] as const) {
    if (differs(member)) {
      ceiling[member] = draft[member];
    }
  }
  if (differs("limitActions", "actions")) {
    ceiling.actions = draft.limitActions ? draft.actions : null;
  }
  for (const member of ["taskSeconds", "tokenSeconds", "chainDepth", "concurrentTasks"] as const) {
    if (differs(member)) {
      ceiling[member] = draft[member] === "" ? null : Number(draft[member]);
    }
  }
  if (Object.keys(ceiling).length > 0) {
    patch.ceiling = ceiling;
  }
  const strictness: Record<string, boolean> = {};
  for (const member of new Set([...before.strict, ...draft.strict])) {
    if (before.strict.includes(member) !== draft.strict.includes(member)) {
      strictness[member] = draft.strict.includes(member);
    }
  }
  if (Object.keys(strictness).length > 0) {
    patch.strictness = strictness;
  }
  return patch;
}
