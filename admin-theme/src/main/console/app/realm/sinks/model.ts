/** Receivers of records, as the admin API tells of them. */

export interface Sink {
  name: string;
  type: "webhook" | "file";
  enabled: boolean;
  url?: string;
  secret?: string;
  authorization?: string | null;
  allowPrivate?: boolean;
  timeoutMillis?: number;
  attempts?: number;
  batch?: number;
  createdAt: string;
  status: {
    sequence: number;
    recordsBehind: number;
    secondsBehind: number;
    failures: number;
    deliveredAt: string | null;
    failedAt: string | null;
    error: string | null;
    nextAttemptAt: string | null;
    deadLetters: number;
  };
}

export interface DeadLetter {
  id: string;
  recordId: string;
  type: string;
  sequence: number;
  attempts: number;
  error: string;
  since: string;
  resend: boolean;
  record: string;
}
