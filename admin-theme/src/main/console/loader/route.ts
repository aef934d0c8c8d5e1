/** Where in the console an address leads, as far as agents are concerned. */

export interface Route {
  readonly realm: string;
  readonly query: string;
  readonly page: "agents" | "user" | "other";
  /** The user whose page it is, on whichever of its tabs. */
  readonly user: string | null;
}

export function routeOf(hash: string, loginRealm: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [realm = loginRealm, section, id, tab, ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const user = section === "users" && id && tab && rest.length === 0 ? id : null;
  if (section === "agents" && id === undefined) {
    return { realm, query, page: "agents", user };
  }
  return { realm, query, page: user !== null && tab === "agents" ? "user" : "other", user };
}

/** The address of the agents of a realm, with a query or without. */
export function agentsHash(realm: string, query = ""): string {
  return `#/${encodeURIComponent(realm)}/agents${query === "" ? "" : `?${query}`}`;
}

/** The address of the agents of a user. */
export function userHash(realm: string, user: string, query = ""): string {
  return `#/${encodeURIComponent(realm)}/users/${encodeURIComponent(user)}/agents${query === "" ? "" : `?${query}`}`;
}
