/** What the admin may do about the agents of a realm, asked once a realm. */
import { call, CallFailed, type Server } from "../shared/api";
import type { Rights } from "../shared/context";
import type { Environment } from "./session";

const RETRY_AFTER_MILLIS = 30_000;
const NONE: Rights = { manage: false, realmAdmin: false };

export interface Access {
  answer: "pending" | "yes" | "no" | "unknown";
  rights: Rights;
  retryAt: number;
}

interface WhoAmI {
  locale?: string;
  createRealm?: boolean;
  realm_access?: Record<string, string[]>;
}

export function whoAmI(server: Server, environment: Environment, realm: string): Promise<WhoAmI> {
  return call<WhoAmI>(server, "GET", [environment.realm, "console", "whoami"], { query: { currentRealm: realm } });
}

export function rightsOf(me: WhoAmI, environment: Environment, realm: string): Rights {
  const roles = me.realm_access?.[realm] ?? [];
  const ofServer = environment.realm === (environment.masterRealm ?? "master") && me.createRealm === true;
  return {
    manage: roles.includes("manage-agents"),
    realmAdmin: roles.includes("realm-admin") || (ofServer && roles.includes("manage-realm")),
  };
}

/** Remembers what is known of each realm and asks again where the server did not answer. */
export class Accesses {
  readonly #known = new Map<string, Access>();

  constructor(
    private readonly server: Server,
    private readonly environment: Environment,
    private readonly changed: () => void,
  ) {}

  of(realm: string): Access {
    const known = this.#known.get(realm) ?? { answer: "pending", rights: NONE, retryAt: 0 };
    this.#known.set(realm, known);
    if (Date.now() >= known.retryAt) {
      known.retryAt = Number.POSITIVE_INFINITY;
      void this.#ask(realm, known).finally(this.changed);
    }
    return known;
  }

  async #ask(realm: string, known: Access): Promise<void> {
    try {
      const [, me] = await Promise.all([
        call(this.server, "GET", ["realms", realm, "agents"], { query: { max: 1 } }),
        whoAmI(this.server, this.environment, realm),
      ]);
      known.rights = rightsOf(me, this.environment, realm);
      known.answer = "yes";
    } catch (error) {
      const refused = error instanceof CallFailed && error.status >= 400 && error.status < 500 && error.status !== 401;
      known.answer = refused ? "no" : "unknown";
      known.retryAt = refused ? Number.POSITIVE_INFINITY : Date.now() + RETRY_AFTER_MILLIS;
    }
  }
}
