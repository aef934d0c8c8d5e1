/** What bounds a task, in words. */
import type { OwnTask } from "./model";
import type { Key, Words } from "./texts";

function shown(text: Words, value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((one) => shown(text, one)).join(", ");
  }
  return typeof value === "number" ? numberOf(text, value) : typeof value === "string" ? value : JSON.stringify(value);
}

function numberOf(text: Words, value: number | string): string {
  return new Intl.NumberFormat(text.lang, { maximumFractionDigits: 6 }).format(Number(value));
}

/** What must hold for the parameters of each operation. */
export function conditionsOf(text: Words, task: OwnTask): string[] {
  return Object.entries(task.rights.constraints ?? {}).flatMap(([name, operators]) =>
    Object.entries(operators as Record<string, unknown>).map(([operator, value]) =>
      text(`constraint.${operator}` as Key, { name, value: shown(text, value) }),
    ),
  );
}

/** How much may be done, how much was, and how much less is left where other tasks count too. */
export function limitsOf(text: Words, { limits, used, left }: OwnTask): string[] {
  const lines: string[] = [];
  const counted = (line: string, most: number, done: number, rest: number | undefined) => {
    const less = rest !== undefined && rest < most - done;
    lines.push(less ? text("limit.left", { limit: line, left: numberOf(text, rest) }) : line);
  };
  const of = (most: number, done: number) => ({ most: numberOf(text, most), used: numberOf(text, done) });
  if (limits.max_calls !== undefined) {
    const line = text("limit.calls", of(limits.max_calls, used.calls));
    counted(line, limits.max_calls, used.calls, left.max_calls);
  }
  if (limits.max_calls_per_action !== undefined) {
    lines.push(text("limit.perAction", { most: numberOf(text, limits.max_calls_per_action) }));
  }
  for (const [name, most] of Object.entries(limits.sum ?? {})) {
    const done = Number(used.sums[name] ?? 0);
    counted(text("limit.sum", { name, ...of(most, done) }), most, done, left.sum?.[name]);
  }
  if (limits.max_tokens !== undefined) {
    lines.push(text("limit.tokens", of(limits.max_tokens, used.tokens)));
  }
  return lines;
}

const UNITS = [
  ["hour", 3600],
  ["minute", 60],
] as const;

/** When something is, as people say it: in 12 minutes. */
export function fromNow(lang: string, at: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}
