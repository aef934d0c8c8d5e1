/** What a task allows, and what came of it. */
import { Fragment } from "react";
import { useHref, useText } from "../context";
import type { Task } from "../model";
import { Facts } from "../parts/Facts";
import { Moment, Names } from "../parts/labels";

export function TaskFacts({ task }: { task: Task }) {
  const text = useText();
  const href = useHref();
  const { rights } = task;
  const number = new Intl.NumberFormat(text.lang);
  const most = (limit: unknown) => (typeof limit === "number" ? ` / ${number.format(limit)}` : "");
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
        ["tokensIssued", `${number.format(task.tokens)}${most(rights.limits?.max_tokens)}`],
        task.used ? ["used", <Used key="u" used={task.used} limits={rights.limits ?? {}} />] : null,
        ["lastTokenEnds", <Moment key="m" at={task.lastTokenExpiresAt} />],
        ["opened", <Moment key="m" at={task.createdAt} />],
        task.parentId
          ? [
              "parentTask",
              <a key="p" href={href.agents({ section: "audit", task: task.parentId })}>
                {task.parentId}
              </a>,
            ]
          : null,
        task.suspendedBy ? ["suspendedBy", text.word("rank", task.suspendedBy)] : null,
        task.endedBy ? ["endedBy", text.word("rank", task.endedBy)] : null,
        task.endReason ? ["reason", task.endReason] : null,
        [
          "taskId",
          <a key="i" href={href.agents({ section: "audit", task: task.id })}>
            {task.id}
          </a>,
        ],
      ]}
    />
  );
}

/** What calls used of the limits of a task, a line each. */
function Used({ used, limits }: { used: NonNullable<Task["used"]>; limits: Readonly<Record<string, unknown>> }) {
  const text = useText();
  const sums = (limits.sum ?? {}) as Readonly<Record<string, number>>;
  const most = (limit: unknown) => (typeof limit === "number" ? ` / ${String(limit)}` : "");
  const lines = [
    `${text("calls")}: ${String(used.calls)}${most(limits.max_calls)}`,
    ...Object.entries(used.actions).map(([name, calls]) => `${name}: ${String(calls)}${most(limits.max_calls_per_action)}`),
    ...[...new Set([...Object.keys(used.sums), ...Object.keys(sums)])].map(
      (name) => `${name}: ${used.sums[name] ?? "0"}${most(sums[name])}`,
    ),
  ];
  return (
    <>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
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
