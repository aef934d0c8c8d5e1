/** Calls to the server with the session of the console. */

export interface Session {
  getAccessToken(): Promise<string>;
}

export interface Server extends Session {
  readonly adminBaseUrl: string;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Problem {
  rule?: string;
  line?: number;
  column?: number;
  message: string;
}

/** A call that did not succeed: `status` is that of HTTP, 0 without an answer, 401 also when the session is over. */
export class CallFailed extends Error {
  constructor(
    readonly status: number,
    readonly detail: string | null = null,
    readonly body: unknown = null,
  ) {
    super(detail ?? `HTTP ${status}`);
  }

  /** What the answer says is wrong with rules. */
  get problems(): Problem[] {
    const problems = (this.body as { problems?: unknown } | null)?.problems;
    return Array.isArray(problems) ? (problems as Problem[]) : [];
  }
}

export interface Call {
  query?: Query;
  body?: unknown;
  /** A body as it is, instead of one in JSON. */
  text?: { type: string; content: string };
  /** What is to be answered, if not JSON. */
  accept?: string;
  signal?: AbortSignal | undefined;
}

/** One call of the admin API; `path` are segments below its address, encoded here. */
export function call<T>(server: Server, method: string, path: readonly string[], of: Call = {}): Promise<T> {
  return json(fetched(server, `${server.adminBaseUrl}/admin`, method, path, of));
}

/** One call of the admin API, answered as it is. */
export function send(server: Server, method: string, path: readonly string[], of: Call = {}): Promise<Response> {
  return fetched(server, `${server.adminBaseUrl}/admin`, method, path, of);
}

/** One call; `path` are segments below an address, encoded here. */
export function callAt<T>(
  session: Session,
  base: string,
  method: string,
  path: readonly string[],
  of: Call = {},
): Promise<T> {
  return json(fetched(session, base, method, path, of));
}

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  return (response.status === 204 ? null : await response.json().catch(() => null)) as T;
}

async function fetched(
  session: Session,
  base: string,
  method: string,
  path: readonly string[],
  of: Call,
): Promise<Response> {
  const url = new URL(`${base}/${path.map(encodeURIComponent).join("/")}`, location.href);
  for (const [name, value] of Object.entries(of.query ?? {})) {
    if (value !== "" && value !== null && value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  const headers: Record<string, string> = {
    accept: of.accept ?? "application/json",
    authorization: `Bearer ${await session.getAccessToken()}`,
  };
  if (of.text) {
    headers["content-type"] = of.text.type;
  } else if (of.body !== undefined) {
    headers["content-type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: of.text?.content ?? (of.body === undefined ? null : JSON.stringify(of.body)),
      cache: "no-store",
      credentials: "omit",
      signal: of.signal ?? null,
    });
  } catch (error) {
    if (of.signal?.aborted) {
      throw error;
    }
    throw new CallFailed(0);
  }
  if (!response.ok) {
    const answer: unknown = await response.json().catch(() => null);
    const message = (answer as { errorMessage?: unknown } | null)?.errorMessage;
    throw new CallFailed(response.status, typeof message === "string" ? message : null, answer);
  }
  return response;
}
