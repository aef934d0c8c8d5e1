/** The signed-in admin's session in the stock console. */
import { CallFailed } from "../shared/api";

const FIBERS_AT_MOST = 20000;

export interface Environment {
  realm: string;
  masterRealm?: string;
  adminBaseUrl: string;
  serverBaseUrl?: string;
  authUrl?: string;
}

interface Keycloak {
  token: string;
  updateToken(seconds: number): Promise<unknown>;
  login(): unknown;
}

interface Fiber {
  memoizedProps?: { value?: unknown } | null;
  sibling?: Fiber | null;
  child?: Fiber | null;
}

/** What the server told the console: base URLs and the realm of the login. */
export function environment(): Environment {
  return JSON.parse(document.getElementById("environment")?.textContent ?? "") as Environment;
}

function isKeycloak(value: unknown): value is Keycloak {
  const candidate = value as Keycloak | null | undefined;
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    typeof candidate.updateToken === "function" &&
    typeof candidate.login === "function" &&
    typeof candidate.token === "string"
  );
}

/**
 * The console's own keycloak-js object, or null while there is none. The console hands it down in a React context and
 * offers no other way to it, so the values of the context providers are looked through from the root.
 */
export function findKeycloak(): Keycloak | null {
  const app = document.getElementById("app");
  const key = app && Object.keys(app).find((name) => name.startsWith("__reactContainer$"));
  if (!app || !key) {
    return null;
  }
  const container = (app as unknown as Record<string, Fiber & { stateNode?: { current?: Fiber } }>)[key];
  const open: Fiber[] = container ? [container.stateNode?.current ?? container] : [];
  for (let seen = 0; seen < FIBERS_AT_MOST; seen++) {
    const fiber = open.pop();
    if (!fiber) {
      return null;
    }
    const value = fiber.memoizedProps?.value;
    const found = [value, (value as { keycloak?: unknown } | null | undefined)?.keycloak].find(isKeycloak);
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

/** A source of fresh access tokens; the console's keycloak-js does the refresh. */
export function tokensOf(keycloak: Keycloak): () => Promise<string> {
  return async () => {
    try {
      await keycloak.updateToken(5);
    } catch {
      throw new CallFailed(401);
    }
    return keycloak.token;
  };
}
