/** What a task allows, and what came of it. */
import { Fragment } from "react";
import { useText } from "../context";
import type { Task } from "../model";
import { Facts } from "../parts/Facts";
import { Moment, Names } from "../parts/labels";

export function TaskFacts({ task }: { task: Task }) {
  const text = useText();
  const { rights } = task;
  const limits = Object.entries(rights.limits ?? {});
  return (
    <Facts
      columns={2}
      of={[
        ["scopes", <Names key="n" of={task.scopes} none={text("nothing")} />],
        ["operations", <Names key="n" of={rights.actions} none={text("anyOperation")} />],
        rights.locations ? ["locations", <Names key="n" of={rights.locations} none={text("nothing")} />] : null,
        task.roles.length > 0 ? ["roles", <Names key="n" of={task.roles} none={text("nothing")} />] : null,
        rights.constraints ? ["constraints", <Entered key="e" of={rights.constraints} />] : null,
        limits.length > 0 ? ["limits", <Entered key="e" of={rights.limits ?? {}} />] : null,
        rights.delegation
          ? ["delegates", <Names key="n" of={rights.delegation.allowed_delegates} none={text("nobody")} />]
          : null,
        ["tokensIssued", String(task.tokens)],
        ["lastTokenEnds", <Moment key="m" at={task.lastTokenExpiresAt} />],
        ["opened", <Moment key="m" at={task.createdAt} />],
        task.parentId ? ["parentTask", task.parentId] : null,
        task.suspendedBy ? ["suspendedBy", text.word("rank", task.suspendedBy)] : null,
        task.endedBy ? ["endedBy", text.word("rank", task.endedBy)] : null,
        task.endReason ? ["reason", task.endReason] : null,
        ["taskId", task.id],
      ]}
    />
  );
}

/** Members of a document with simple values, one a line. */
function Entered({ of }: { of: Readonly<Record<string, unknown>> }) {
  return (
    <>
      {Object.entries(of).map(([name, value]) => (
        <Fragment key={name}>
          <code>
            {name}: {typeof value === "object" ? JSON.stringify(value) : String(value)}
          </code>
          <br />
        </Fragment>
      ))}
    </>
  );
}
