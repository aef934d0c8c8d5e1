/** People and agents by name, with a link to their page. */
import { useEffect, useState } from "react";
import { useHref, useRealm } from "../context";
import type { Owner, User } from "../model";

const known = new Map<string, Promise<User | null>>();

/** A person whose id alone is known; the id, where the admin may not see people or the person is gone. */
export function PersonById({ id }: { id: string }) {
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
  return <a href={href.user(id)}>{user.username}</a>;
}

export function OwnerLink({ owner }: { owner: Owner }) {
  const href = useHref();
  return owner.username ? <a href={href.user(owner.id)}>{owner.username}</a> : <>{owner.id}</>;
}

export function AgentLink({ id, clientId }: { id: string; clientId: string | null }) {
  const href = useHref();
  return clientId ? <a href={href.agent(id)}>{clientId}</a> : <span className="pf-v5-u-text-break-word">{id}</span>;
}
