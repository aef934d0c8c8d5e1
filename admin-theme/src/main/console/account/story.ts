/** What agents did, in sentences: the same done several times within a while is one of them. */
import type { Line } from "./model";
import type { Key, Words } from "./texts";

const TOGETHER_MILLIS = 15 * 60 * 1000;

/** Operations by their usual names. What a server calls otherwise is told by that name. */
const VERBS: Readonly<Record<string, string>> = {
  read: "read",
  get: "read",
  view: "read",
  show: "read",
  fetch: "read",
  list: "list",
  search: "list",
  find: "list",
  query: "list",
  create: "create",
  add: "create",
  make: "create",
  update: "change",
  edit: "change",
  change: "change",
  modify: "change",
  delete: "delete",
  remove: "delete",
  send: "send",
  approve: "approve",
  pay: "pay",
  book: "book",
  submit: "submit",
};

/** How many sentences are of one time of day. */
export interface Entry {
  readonly id: number;
  /** The first and the last time. */
  readonly from: string;
  readonly to: string;
  readonly line: Line;
  readonly count: number;
}

function sameAs(line: Line): string {
  return JSON.stringify([
    line.what,
    line.by,
    line.agent,
    line.askedBy,
    line.action,
    line.target,
    line.state,
    line.reason,
    new Date(line.time).toDateString(),
  ]);
}

/** Lines, newest first, with those that say the same within a while made one; in the place of the newest of them. */
export function entriesOf(lines: readonly Line[]): Entry[] {
  const entries: Entry[] = [];
  const latest = new Map<string, number>();
  for (const line of lines) {
    const same = sameAs(line);
    const at = latest.get(same);
    const entry = at === undefined ? undefined : entries[at];
    const more = 1 + (line.repeated ?? 0);
    if (at !== undefined && entry && Date.parse(entry.from) - Date.parse(line.time) <= TOGETHER_MILLIS) {
      entries[at] = { ...entry, from: line.time, count: entry.count + more };
    } else {
      latest.set(same, entries.length);
      entries.push({ id: line.sequence, from: line.time, to: line.time, line, count: more });
    }
  }
  return entries;
}

/** Entries by the day that they are of, in their order. */
export function daysOf(entries: readonly Entry[]): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = new Date(entry.to).toDateString();
    const last = days[days.length - 1];
    if (last?.day === day) {
      last.entries.push(entry);
    } else {
      days.push({ day, entries: [entry] });
    }
  }
  return days;
}

/** What an operation does to what, where its name says so: `invoices.read`, `read_invoice`, `deleteOrder`. */
export function operationOf(action: string): { verb: string; thing: string } | null {
  const parts = action
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");
  const first = VERBS[parts[0] ?? ""];
  const last = VERBS[parts[parts.length - 1] ?? ""];
  const verb = last ?? first;
  const thing = (last ? parts.slice(0, -1) : parts.slice(1)).join(" ");
  return verb === undefined || thing === "" ? null : { verb, thing };
}

function amount(text: Words, thing: string, count: number): string {
  const number = new Intl.NumberFormat(text.lang).format(count);
  if (!/[^s]s$/.test(thing)) {
    return count === 1 ? thing : text("severalTimes", { what: thing, count: number });
  }
  const one = thing.endsWith("ies") ? `${thing.slice(0, -3)}y` : thing.slice(0, -1);
  return `${number} ${count === 1 ? one : thing}`;
}

/** The sentence of an entry. */
export function sentenceOf(text: Words, { line, count }: Entry): string {
  const agent = line.agent ?? text("anAgent");
  const who = line.askedBy?.length ? text("askedBy", { agent, by: line.askedBy.join(", ") }) : agent;
  const target = line.targetName ?? line.target ?? text("aServer");
  const times = (sentence: string) =>
    count === 1 ? sentence : text("severalTimes", { what: sentence, count: new Intl.NumberFormat(text.lang).format(count) });
  switch (line.what) {
    case "called":
    case "call_refused": {
      const refused = line.what === "call_refused";
      const operation = operationOf(line.action ?? "");
      const group = refused ? "refusedTo" : "did";
      if (operation === null) {
        return times(text(`${group}.use`, { who, target, what: line.action ?? "?" }));
      }
      const key = `${group}.${operation.verb}` as Key;
      return operation.verb === "list"
        ? times(text(key, { who, target, what: operation.thing }))
        : text(key, { who, target, what: amount(text, operation.thing, count) });
    }
    case "ended":
      return times(
        text(line.state === "revoked" ? (`ended.${line.by}` as Key) : (`ended.${line.state ?? "expired"}` as Key), {
          who,
          target,
        }),
      );
    case "suspended":
    case "resumed":
    case "blocked":
    case "unblocked":
      return times(text(`${line.what}.${line.by}` as Key, { who, target }));
    default:
      return times(text(`told.${line.what}` as Key, { who, target }));
  }
}
