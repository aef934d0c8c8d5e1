/** What the admin API tells of tasks, tokens and keys; the whole is in openapi.yaml. */

export interface NamedPerson {
  id: string;
  name: string;
}

export interface StoryLine {
  sequence: number;
  time: string;
  type: string;
  taskId?: string;
  actorKind: string;
  actor?: { id: string; clientId?: string; name?: string };
  principal?: NamedPerson;
  agent?: string;
  jti?: string;
  outcome: "permitted" | "refused";
  reason?: string;
  summary: string;
}

export interface TaskPlace {
  id: string;
  parentId: string | null;
  depth: number;
  state: string;
  agent?: string | null;
  autonomous?: boolean;
  principal?: NamedPerson;
  purpose?: string | null;
  target?: string;
  expiresAt?: string;
  login?: { authenticatedAt?: string; acr?: string | null; amr?: string[]; clientId?: string | null };
}

export interface TaskStory {
  task: TaskPlace;
  tasks: TaskPlace[];
  alive: boolean;
  lastTokenExpiresAt: string | null;
  counts: {
    records?: number;
    tokens?: number;
    callsPermitted?: number;
    callsRefused?: number;
    refused?: number;
  };
  timeline: StoryLine[];
  next: number | null;
}

export interface ReachToken {
  jti: string;
  kind: "task" | "actor" | "hand_over" | "person";
  actorKind?: string;
  agent?: string | null;
  taskId?: string | null;
  principal?: NamedPerson;
  audience?: string | null;
  scopes?: string[];
  boundKey?: string | null;
  clientKey?: string | null;
  issuedAt?: string;
  expiresAt?: string | null;
  revoked?: boolean;
  alive?: boolean;
}

export interface Reach {
  token?: ReachToken;
  key?: { thumbprint: string };
  origin?: ReachToken[];
  bound?: ReachToken[];
  authenticated?: ReachToken[];
  derived: ReachToken[];
  more: boolean;
  reach: {
    audiences?: string[];
    scopes?: string[];
    tasks?: { id: string; state?: string; agent?: string; target?: string; expiresAt?: string }[];
  };
  alive: { tokens?: string[]; tasks?: string[]; lastTokenExpiresAt?: string | null; tasksEndAt?: string | null };
  done: { callsPermitted?: number; callsRefused?: number; introspections?: number; calls?: StoryLine[] };
}
