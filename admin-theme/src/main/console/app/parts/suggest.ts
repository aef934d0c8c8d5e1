/** What Keycloak's own lists offer for a name. Whoever may not read them types it. */
import { useMemo } from "react";
import { useAgents, useRealm } from "../context";
import type { Agent, User } from "../model";
import type { Suggest } from "./Entries";

const MOST = 20;

export function useSuggestions() {
  const realm = useRealm();
  const agents = useAgents();
  return useMemo(() => {
    const starting = (names: string[], search: string) =>
      names.filter((name) => name.toLowerCase().includes(search.toLowerCase())).slice(0, MOST);
    const users: Suggest = async (search, signal) => {
      const query = { search, max: MOST, briefRepresentation: true };
      return (await realm<User[]>("GET", ["users"], { query, signal })).map((user) => user.username);
    };
    const scopes: Suggest = async (search, signal) =>
      starting(
        (await realm<{ name: string }[]>("GET", ["client-scopes"], { signal })).map((scope) => scope.name),
        search,
      );
    const clients: Suggest = async (search, signal) => {
      const query = { clientId: search, search: true, max: MOST };
      return (await realm<{ clientId: string }[]>("GET", ["clients"], { query, signal })).map((client) => client.clientId);
    };
    const targets: Suggest = async (search, signal) => {
      const [uris, ids] = await Promise.all([
        agents<{ uri: string }[]>("GET", ["resources"], { signal }).catch(() => []),
        clients(search, signal).catch(() => []),
      ]);
      return starting([...uris.map((resource) => resource.uri), ...ids], search);
    };
    const others: Suggest = async (search, signal) =>
      (await agents<Agent[]>("GET", [], { query: { search, max: MOST }, signal })).map((agent) => agent.clientId);
    return { users, scopes, clients, targets, agents: others };
  }, [realm, agents]);
}
