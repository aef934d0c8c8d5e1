/** The settings of a realm, in groups: what each is, and how it is said. Names are those of the admin API. */
import { CallFailed } from "../../../shared/api";
import type { Key } from "../../texts";

export type Settings = Record<string, unknown>;

export type Kind =
  | "period"
  | "number"
  | "text"
  | "switch"
  | "scopes"
  | "strictness"
  | { readonly choice: readonly string[]; readonly words: string };

export interface Field {
  /** Members of the document, with dots between them. */
  readonly path: string;
  readonly kind: Kind;
  readonly max?: number;
  /** What an empty field stands for. */
  readonly empty?: null;
}

export interface Group {
  readonly title: Key;
  readonly about?: Key;
  readonly fields: readonly Field[];
}

const period = (path: string): Field => ({ path, kind: "period" });
const number = (path: string, max: number): Field => ({ path, kind: "number", max });
const choice = (path: string, words: string, values: readonly string[]): Field => ({
  path,
  kind: { choice: values, words },
});

const CONSEQUENCES = ["none", "no_new_tasks", "suspend_tasks", "suspend"];
const DRIFTS = ["note", "suspend", "revoke", "raise_risk"];

/** A signal of drift: with which of them something happens, and what. */
const drift = (signal: string, then = DRIFTS): Field[] => [
  number(`tasks.drift.${signal}.after`, signal === "callRate" ? 1_000_000 : 1000),
  choice(`tasks.drift.${signal}.then`, "drift", then),
];

export const GROUPS: readonly Group[] = [
  {
    title: "tasks",
    fields: [
      period("tasks.taskSeconds"),
      period("tasks.tokenSeconds"),
      number("tasks.chainDepth", 8),
      number("maxLiveTasks", 100_000),
      { path: "tasks.strictness", kind: "strictness" },
      { path: "tasks.detailsType", kind: "text" },
    ],
  },
  {
    title: "people",
    fields: [
      choice("confirmOwner", "confirm", ["transfer", "production"]),
      { path: "ownerGroup", kind: "text", empty: null },
    ],
  },
  {
    title: "set.reviews",
    fields: [
      period("developmentReviewSeconds"),
      period("productionReviewSeconds"),
      period("reminderSeconds"),
      period("graceSeconds"),
      period("dormantSeconds"),
    ],
  },
  {
    title: "set.credentials",
    fields: [period("secretSeconds"), period("rotationSeconds"), period("staleKeySeconds")],
  },
  {
    title: "risk",
    about: "set.aboutRisk",
    fields: [
      period("risk.decaySeconds"),
      choice("risk.consequences.medium", "consequence", CONSEQUENCES),
      choice("risk.consequences.high", "consequence", CONSEQUENCES),
      choice("risk.consequences.critical", "consequence", CONSEQUENCES),
    ],
  },
  {
    title: "set.rates",
    about: "set.aboutRates",
    fields: [
      number("rates.tokensPerMinute", 1_000_000),
      number("rates.decisionsPerMinute", 1_000_000),
      number("rates.perPrincipal.tokensPerMinute", 1_000_000),
      number("rates.perPrincipal.decisionsPerMinute", 1_000_000),
    ],
  },
  {
    title: "set.drift",
    about: "set.aboutDrift",
    fields: [
      number("tasks.drift.outOfAuthority", 1000),
      choice("tasks.drift.then", "drift", DRIFTS),
      ...drift("parameterViolation"),
      ...drift("limitExhausted"),
      ...drift("useAfterEnding", ["note", "raise_risk"]),
      ...drift("newAddress"),
      ...drift("newKey"),
      ...drift("callRate"),
      ...drift("toolsChanged"),
    ],
  },
  {
    title: "set.remoteDecision",
    about: "set.aboutRemote",
    fields: [
      { path: "remoteDecision.url", kind: "text" },
      number("remoteDecision.timeoutMillis", 5000),
      { path: "remoteDecision.onIssue", kind: "switch" },
      { path: "remoteDecision.onCall", kind: "switch" },
      { path: "remoteDecision.parameters", kind: "switch" },
      { path: "remoteDecision.credential", kind: "text", empty: null },
    ],
  },
  {
    title: "set.records",
    fields: [
      { path: "audit.retentionSeconds", kind: "period", empty: null },
      choice("audit.introspection", "introspection", ["none", "refused", "all"]),
      { path: "audit.pseudonyms", kind: "switch" },
      period("tasks.retentionSeconds"),
      period("tasks.tokenRetentionSeconds"),
    ],
  },
  {
    title: "set.others",
    fields: [
      { path: "wideScopes", kind: "scopes" },
      { path: "adoptDeclared", kind: "switch" },
    ],
  },
];

function isDocument(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function valueAt(settings: Settings, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (isDocument(at) ? at[name] : undefined), settings);
}

/** The settings with another value; `undefined` takes the member away, which stands for its default. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  const [name = "", ...below] = path.split(".");
  const next = { ...settings };
  if (below.length > 0) {
    const inner = next[name];
    next[name] = withValue(isDocument(inner) ? inner : {}, below.join("."), value);
  } else if (value === undefined) {
    Reflect.deleteProperty(next, name);
  } else {
    next[name] = value;
  }
  return next;
}

/** What is sent: a decision point without an address is none. */
export function sentOf(settings: Settings): Settings {
  const url = valueAt(settings, "remoteDecision.url");
  return typeof url === "string" && url !== "" ? settings : withValue(settings, "remoteDecision", null);
}

/** The field that the server found something wrong with, if it named one. */
export function faultOf(error: unknown): { path: string; message: string } | null {
  if (!(error instanceof CallFailed) || error.status !== 400 || error.detail === null) {
    return null;
  }
  const named = /^[A-Za-z.]+/.exec(error.detail)?.[0] ?? "";
  const paths = GROUPS.flatMap((group) => group.fields.map((field) => field.path));
  const path =
    paths.find((one) => one === named) ?? paths.find((one) => one.startsWith(`${named}.`) || named.startsWith(`${one}.`));
  return path === undefined || named === "" ? null : { path, message: error.detail };
}
