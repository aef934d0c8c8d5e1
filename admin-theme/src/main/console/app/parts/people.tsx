/** People and agents by name, with a link to their page. */
import { useEffect, useState } from "react";
import { useHref, useRealm } from "../context";
import type { Owner, User } from "../model";

const known = new Map<string, Promise<User | null>>();

/** A person whose id alone is known, without a link where it stands in a text; the id, where the admin may not see people. */
export function PersonById({ id, plain = false }: { id: string; plain?: boolean }) {
  const realm = useRealm();
  const href = useHref();
  const [user, setUser] = useState<User | null>(null);
  useEffect(() => {
    let here = true;
    const found =
      known.get(id) ??
      realm<User>("GET", ["users", id]).then(
        (answer) => answer,
        () => null,
      );
    known.set(id, found);
    void found.then((answer) => {
      if (here) {
        setUser(answer);
      }
    });
    return () => {
      here = false;
    };
  }, [id, realm]);
  if (!user) {
    return <span className="pf-v5-u-text-break-word">{id}</span>;
  }
  return plain ? <>{user.username}</> : <a href={href.user(id)}>{user.username}</a>;
}

export function OwnerLink({ owner }: { owner: Owner }) {
  const href = useHref();
  return owner.username ? <a href={href.user(owner.id)}>{owner.username}</a> : <>{owner.id}</>;
}

export function AgentLink({ id, clientId }: { id: string; clientId: string | null }) {
  const href = useHref();
  return clientId ? <a href={href.agent(id)}>{clientId}</a> : <span className="pf-v5-u-text-break-word">{id}</span>;
}
