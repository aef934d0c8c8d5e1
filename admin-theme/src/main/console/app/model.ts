/** Documents of the admin API, as far as the pages read them; the whole is in openapi.yaml. */

export type Level = "low" | "medium" | "high" | "critical";
export const LEVELS: readonly Level[] = ["low", "medium", "high", "critical"];
export type Environment = "production" | "development";
export const ENVIRONMENTS: readonly Environment[] = ["production", "development"];
export const STATUSES = ["active", "suspended", "orphaned", "expired", "retired", "declared"] as const;
export const CREDENTIALS = [
  "private_key_jwt",
  "tls_client_auth",
  "federated_jwt",
  "client_secret",
  "person_login",
  "api_key",
] as const;
export const RULES = ["owner", "owner_and_sponsors", "group", "role", "consent"] as const;
export const STRICTNESS = ["actorToken", "senderConstraint", "details", "purpose", "scope", "endOnLogout"] as const;
export const TASK_STATES = ["pending", "active", "suspended", "completed", "revoked", "expired"] as const;
export const LIVE: readonly string[] = ["pending", "active", "suspended"];

export interface Owner {
  id: string;
  username: string | null;
  answer: "taken_on" | "asked" | "declined";
}

export interface Sponsor {
  type: "user" | "group";
  id: string;
  name: string | null;
}

export interface Delegation {
  rule?: (typeof RULES)[number];
  group?: string;
  role?: string;
  apps?: string[];
}

export interface Authority {
  scopes?: string[];
  targets?: string[];
  actions?: string[];
}

export interface Ceiling extends Authority {
  roles?: string[];
  delegates?: string[];
  taskSeconds?: number;
  tokenSeconds?: number;
  chainDepth?: number;
  concurrentTasks?: number;
  limits?: { maxTokens?: number; maxCalls?: number; maxCallsPerAction?: number; sum?: Record<string, number> };
}

export interface Credential {
  type: (typeof CREDENTIALS)[number];
  jwks?: { keys: Record<string, unknown>[] };
  jwksUrl?: string;
  subjectDn?: string;
  issuer?: string;
  subject?: string;
  expiresAt?: string | null;
  secret?: string;
}

export interface HeldKey {
  kid: string | null;
  fingerprint: string;
  since: string;
  endsAt: string | null;
}

export interface CredentialState extends Credential {
  keys: HeldKey[];
}

export interface Suspension {
  cause: string;
  by: string | null;
  until: string | null;
  reason: string | null;
}

export interface Agent {
  id: string;
  clientId: string;
  name: string;
  description: string | null;
  purpose: string | null;
  environment: Environment;
  status: string;
  statusReason: string | null;
  suspensions?: Suspension[];
  risk: { level: Level; reason: string | null; since: string | null; until: string | null };
  expiresAt: string | null;
  review: { lastAt: string | null; dueAt: string | null };
  delegation: Delegation;
  ceiling: Ceiling;
  autonomous?: Authority;
  strictness: Partial<Record<(typeof STRICTNESS)[number], boolean>>;
  facts: Partial<Record<"vendor" | "model" | "framework" | "version" | "contact", string>> & { labels?: string[] };
  createdAt: string;
  updatedAt: string;
  lastUsedAt: string | null;
  orphanedSince: string | null;
  version: number;
  owner: Owner;
  sponsors: Sponsor[];
  credential?: Credential;
}

/** A client that only says it is an agent. */
export interface Declared {
  id: string;
  clientId: string;
  status: "declared";
  statusReason: string;
  createdAt: string;
}

export interface Ended {
  tasksEnded: number;
  tokensEnded: number;
  lastTokenExpiresAt: string | null;
}

export interface Finding {
  code: string;
  severity: Level;
  detail: string | null;
  since: string;
  advice: string;
  agent?: { id: string; clientId: string; name: string };
}

export interface Posture {
  agents: Record<"active" | "suspended" | "retired" | "expired" | "orphaned" | "declared", number>;
  findings: { code: string; severity: Level; count: number; advice: string }[];
  severities: Record<Level, number>;
  activity: { liveTasks: number; refusedLastDay: number };
}

/** What an agent did by day, and from when on all is counted if not everything is. */
export interface Activity {
  countedFrom: string | null;
  days: { date: string; permitted: number; refused: number; tasks: number }[];
}

export interface BetweenAgents {
  id: string;
  clientId: string | null;
  tasks: number;
}

/** What of an agent is live. */
export interface Live {
  tasks: number;
  tokens: number;
  lastTokenExpiresAt: string | null;
  handsTo: BetweenAgents[];
  receivesFrom: BetweenAgents[];
}

/** That an agent may not work for a person. */
export interface Block {
  principalId: string;
  by: "principal" | "owner" | "admin";
  since: string;
  reason: string | null;
}

export interface Stop {
  stopped: boolean;
  since: string | null;
  by: string | null;
  reason: string | null;
}

export interface Task {
  id: string;
  state: (typeof TASK_STATES)[number];
  agentId: string;
  agentClientId: string | null;
  principalId: string;
  autonomous: boolean;
  parentId: string | null;
  depth: number;
  purpose: string | null;
  target: string;
  scopes: string[];
  roles: string[];
  rights: {
    locations?: string[];
    actions?: string[];
    datatypes?: string[];
    identifier?: string;
    privileges?: string[];
    constraints?: Record<string, unknown>;
    limits?: Record<string, unknown>;
    delegation?: { max_depth?: number; allowed_delegates: string[] };
  };
  suspendedBy?: string | null;
  endedBy: string | null;
  endReason: string | null;
  createdAt: string;
  expiresAt: string;
  tokens: number;
  lastTokenExpiresAt: string | null;
  used?: { calls: number; actions: Record<string, number>; sums: Record<string, string> };
}

export interface Party {
  iss?: string;
  sub: string;
  client_id?: string;
}

export interface AuditRecord {
  id: string;
  type: string;
  time: string;
  subject?: string;
  data: {
    actor_kind: string;
    outcome: "permitted" | "refused";
    agent?: { id: string; client_id: string };
    owner?: Party;
    principal?: Party;
    actor?: Party;
    act_chain?: Party[];
    task?: Record<string, string>;
    credential?: Record<string, string>;
    action?: Record<string, string>;
    authorization?: Record<string, unknown>;
    reason?: string;
    changed?: string[];
    change?: Record<string, { before: string | null; after: string | null }>;
    integrity?: { chain: string; sequence: string; prev_hash?: string; hash: string };
    repeated?: number;
  };
}

export interface ChainReport {
  intact: boolean;
  from: number;
  records: number;
  heads: number;
  last: { sequence: number; hash: string } | null;
  fault: { kind: string; sequence: number; message: string } | null;
  next: number | null;
}

export interface User {
  id: string;
  username: string;
  firstName?: string;
  lastName?: string;
}
