/** The session of the person in the stock console, and calls with it. */

const FIBERS_AT_MOST = 20000;

/** What the server told the console: base URLs and the realm of the login. */
export function environment() {
  return JSON.parse(document.getElementById("environment").textContent);
}

function isKeycloak(value) {
  return (
    value !== null &&
    typeof value === "object" &&
    typeof value.updateToken === "function" &&
    typeof value.login === "function" &&
    typeof value.token === "string"
  );
}

/**
 * The console's own keycloak-js object, or null while there is none. The console hands it down in a React context and
 * offers no other way to it, so the values of the context providers are looked through from the root.
 */
export function findKeycloak() {
  const app = document.getElementById("app");
  const key = app && Object.keys(app).find((name) => name.startsWith("__reactContainer$"));
  if (!key) {
    return null;
  }
  const container = app[key];
  const open = [container.stateNode?.current ?? container];
  for (let seen = 0; open.length > 0 && seen < FIBERS_AT_MOST; seen++) {
    const fiber = open.pop();
    const value = fiber.memoizedProps?.value;
    const found = [value, value?.keycloak].find(isKeycloak);
    if (found) {
      return found;
    }
    if (fiber.sibling) {
      open.push(fiber.sibling);
    }
    if (fiber.child) {
      open.push(fiber.child);
    }
  }
  return null;
}

/** A call that did not succeed: `status` is the HTTP status, 0 without an answer, 401 also when the session is over. */
export class CallFailed extends Error {
  constructor(status, detail) {
    super(detail || `HTTP ${status}`);
    this.status = status;
    this.detail = detail || null;
  }
}

/** A source of fresh access tokens; the console's keycloak-js does the refresh. */
export function tokensOf(keycloak) {
  return async () => {
    try {
      await keycloak.updateToken(5);
    } catch {
      throw new CallFailed(401);
    }
    return keycloak.token;
  };
}

/** A call with JSON in the answer and, where there is a body, in the request. */
export async function callJson(getAccessToken, method, url, body = undefined, signal = undefined) {
  const token = await getAccessToken();
  const headers = { accept: "application/json", authorization: `Bearer ${token}` };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new CallFailed(0);
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => null);
    throw new CallFailed(response.status, typeof answer?.errorMessage === "string" ? answer.errorMessage : null);
  }
  return response.json();
}
