/** What the page needs to know of where it is and for whom. */

const OWN = ["tab", "agent", "ended", "first", "max"];

/** What the address of the console says that is ours. */
export function queryOf(search: string): string {
  const query = new URLSearchParams(search);
  const own = new URLSearchParams();
  for (const name of OWN) {
    const value = query.get(name);
    if (value !== null) {
      own.set(name, value);
    }
  }
  return own.toString();
}

/** The query with another one of ours; what the console has there itself stays. */
export function searchOf(search: string, own: string): string {
  const query = new URLSearchParams(search);
  for (const name of OWN) {
    query.delete(name);
  }
  for (const [name, value] of new URLSearchParams(own)) {
    query.set(name, value);
  }
  const all = query.toString();
  return all === "" ? "" : `?${all}`;
}

/** The language of the page for a language tag. */
export function languageOf(tag: string | null | undefined): string {
  return /^de([-_]|$)/i.test(tag ?? "") ? "de" : "en";
}

/** Whether a token lets its holder change what is theirs. The server decides; this is for what to show. */
export function mayManage(token: string): boolean {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims = JSON.parse(atob(payload)) as { resource_access?: { account?: { roles?: unknown } } };
    const roles = claims.resource_access?.account?.roles;
    return Array.isArray(roles) && roles.includes("manage-account");
  } catch {
    return false;
  }
}
