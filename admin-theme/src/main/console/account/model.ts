/** Documents of the server, as far as the page reads them; the whole is in openapi.yaml. */
import type { Agent, Task } from "../app/model";

export type OwnAgent = Pick<
  Agent,
  | "id"
  | "clientId"
  | "name"
  | "purpose"
  | "status"
  | "statusReason"
  | "suspensions"
  | "expiresAt"
  | "review"
  | "ceiling"
  | "lastUsedAt"
  | "owner"
> & { role: "owner" | "sponsor"; mayTakeOver: boolean };

export interface OwnTask extends Task {
  agentName: string | null;
  targetName: string | null;
  askedBy: string[];
  limits: Limits;
  used: { calls: number; actions: Record<string, number>; sums: Record<string, string>; tokens: number };
  left: Limits;
  mayResume: boolean;
}

export interface Limits {
  max_tokens?: number;
  max_calls?: number;
  max_calls_per_action?: number;
  sum?: Record<string, number>;
}

export interface Block {
  agentId: string;
  agentClientId: string | null;
  agentName: string | null;
  by: "principal" | "owner" | "admin";
  since: string;
}

export interface Line {
  sequence: number;
  time: string;
  what: string;
  by: "agent" | "you" | "in_your_session" | "server" | "other";
  taskId?: string;
  agent?: string;
  askedBy?: string[];
  action?: string;
  target?: string;
  targetName?: string;
  state?: string;
  reason?: string;
  repeated?: number;
}

export interface History {
  lines: Line[];
  next: number | null;
}
