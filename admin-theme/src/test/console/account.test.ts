import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { conditionsOf, fromNow, limitsOf } from "../../main/console/account/bounds";
import type { Line, OwnTask } from "../../main/console/account/model";
import { languageOf, mayManage, queryOf, searchOf } from "../../main/console/account/page";
import { daysOf, entriesOf, operationOf, sentenceOf } from "../../main/console/account/story";
import { loadWords, type Words } from "../../main/console/account/texts";
import { de } from "../../main/console/account/texts/de";
import { en } from "../../main/console/account/texts/en";

const english = (await loadWords("en")) as unknown as Words;
const german = (await loadWords("de")) as unknown as Words;
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("texts", () => {
  it("are the same in both languages, with the same values to put in", () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(de[key] ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("hold every word of the parts that are shared with the admin console", () => {
    const main = resolve(import.meta.dirname, "../../main/console");
    const own = readdirSync(resolve(main, "account")).filter((name) => name.endsWith(".tsx"));
    const parts = new Set(
      own.flatMap((name) =>
        [...readFileSync(resolve(main, "account", name), "utf8").matchAll(/"\.\.\/app\/parts\/(\w+)"/g)].map(
          (found) => found[1],
        ),
      ),
    );
    expect(parts).toContain("Dialog");
    parts.add("reason");
    for (const part of parts) {
      const file = ["tsx", "ts"].map((ending) => resolve(main, "app/parts", `${part ?? ""}.${ending}`));
      const source = file.flatMap((path) => {
        try {
          return [readFileSync(path, "utf8")];
        } catch {
          return [];
        }
      })[0];
      for (const [, key] of (source ?? "").matchAll(/\btext\("([^"]+)"/g)) {
        expect(en, `${part ?? ""}: ${key ?? ""}`).toHaveProperty([key ?? ""]);
      }
    }
  });
});

const line = (of: Partial<Line>): Line => ({
  sequence: 1,
  time: "2026-11-23T10:42:00",
  what: "called",
  by: "agent",
  agent: "ap-clerk",
  action: "invoices.read",
  target: "erp-api",
  ...of,
});
const told = (text: Words, ...lines: Line[]) => entriesOf(lines).map((entry) => sentenceOf(text, entry));

describe("the history", () => {
  it("says in a sentence what an agent did several times", () => {
    const twelve = Array.from({ length: 12 }, (_none, i) => line({ sequence: 20 - i }));
    expect(told(english, ...twelve)).toEqual(["ap-clerk read 12 invoices for you at erp-api"]);
    expect(told(german, ...twelve)).toEqual(["ap-clerk hat bei erp-api für Sie 12 invoices gelesen"]);
    expect(told(english, line({}))).toEqual(["ap-clerk read 1 invoice for you at erp-api"]);
    expect(told(english, line({ repeated: 4 }))).toEqual(["ap-clerk read 5 invoices for you at erp-api"]);
  });

  it("keeps apart what is not the same, was refused, or lies hours apart", () => {
    const lines = [
      line({ sequence: 9 }),
      line({ sequence: 8, what: "call_refused", reason: "out_of_authority" }),
      line({ sequence: 7, targetName: "Invoices", target: "other" }),
      line({ sequence: 6, agent: "ocr", askedBy: ["ap-clerk"] }),
      line({ sequence: 5, time: "2026-11-23T08:00:00" }),
    ];
    expect(told(english, ...lines)).toEqual([
      "ap-clerk read 1 invoice for you at erp-api",
      "ap-clerk wanted to read 1 invoice for you at erp-api and was refused",
      "ap-clerk read 1 invoice for you at Invoices",
      "ocr, asked by ap-clerk, read 1 invoice for you at erp-api",
      "ap-clerk read 1 invoice for you at erp-api",
    ]);
  });

  it("puts together what is mixed with other things within a while, and says from when to when", () => {
    const lines = [1, 2, 3].flatMap((n) => [
      line({ sequence: 20 - 2 * n, time: `2026-11-23T10:4${String(9 - n)}:00` }),
      line({ sequence: 19 - 2 * n, time: `2026-11-23T10:4${String(9 - n)}:00`, action: "invoices.list" }),
    ]);
    const entries = entriesOf(lines);
    expect(entries.map((entry) => sentenceOf(english, entry))).toEqual([
      "ap-clerk read 3 invoices for you at erp-api",
      "ap-clerk looked through invoices for you at erp-api (3 times)",
    ]);
    expect([entries[0]?.from, entries[0]?.to]).toEqual(["2026-11-23T10:46:00", "2026-11-23T10:48:00"]);
  });

  it("knows usual names of operations and tells others by their own", () => {
    expect(operationOf("invoices.read")).toEqual({ verb: "read", thing: "invoices" });
    expect(operationOf("read_invoice")).toEqual({ verb: "read", thing: "invoice" });
    expect(operationOf("deleteOrder")).toEqual({ verb: "delete", thing: "order" });
    expect(operationOf("reconcile")).toBeNull();
    expect(operationOf("read")).toBeNull();
    expect(told(english, line({ action: "reconcile" }), line({ action: "reconcile" }))).toEqual([
      "ap-clerk used “reconcile” for you at erp-api (2 times)",
    ]);
    expect(told(english, line({ action: "read_entry" }), line({ action: "read_entry" }))).toEqual([
      "ap-clerk read entry (2 times) for you at erp-api",
    ]);
    expect(told(english, line({ action: "entries.read" }))).toEqual(["ap-clerk read 1 entry for you at erp-api"]);
  });

  it("says who ended something", () => {
    const ended = (state: string, by: Line["by"]) => told(english, line({ what: "ended", state, by }))[0];
    expect(ended("revoked", "you")).toBe("You stopped ap-clerk");
    expect(ended("revoked", "other")).toBe("An administrator or the owner stopped a task of ap-clerk for you");
    expect(ended("completed", "agent")).toBe("ap-clerk finished a task for you");
    expect(ended("expired", "server")).toBe("The time of a task of ap-clerk for you was up");
  });

  it("has a sentence for whatever the server tells", () => {
    for (const what of [
      "began",
      "went_on",
      "handed_down",
      "refused",
      "drifted",
      "suspended",
      "resumed",
      "blocked",
      "unblocked",
    ]) {
      for (const by of ["agent", "you", "in_your_session", "server", "other"] as const) {
        expect(told(english, line({ what, by }))[0], what).toMatch(/ap-clerk/);
      }
    }
  });

  it("goes by days", () => {
    const days = daysOf(entriesOf([line({ sequence: 3 }), line({ sequence: 2, time: "2026-11-22T10:00:00" })]));
    expect(days.map((day) => day.entries.length)).toEqual([1, 1]);
  });
});

describe("the bounds of a task", () => {
  const task = (of: object) =>
    ({
      rights: {},
      limits: {},
      used: { calls: 2, actions: {}, sums: { amount: "420" }, tokens: 1 },
      left: {},
      ...of,
    }) as unknown as OwnTask;

  it("are conditions in words", () => {
    const constraints = { amount: { max: 500 }, currency: { in: ["EUR", "CHF"] } };
    expect(conditionsOf(english, task({ rights: { constraints } }))).toEqual([
      "amount is at most 500",
      "currency is one of EUR, CHF",
    ]);
  });

  it("are limits with what is used, and with what is left where that is less", () => {
    const limits = { max_calls: 5, sum: { amount: 9000 }, max_tokens: 3, max_calls_per_action: 2 };
    expect(limitsOf(english, task({ limits, left: { max_calls: 1, sum: { amount: 8580 } } }))).toEqual([
      "Operations: 2 of 5; 1 left for all that the agent does for you",
      "Of each operation: at most 2",
      "amount in all: 420 of 9,000",
      "Passes: 1 of 3",
    ]);
    expect(limitsOf(german, task({ limits: { sum: { amount: 9000 } } }))).toEqual(["amount insgesamt: 420 von 9.000"]);
  });

  it("end in so and so long", () => {
    const now = Date.parse("2026-11-23T10:00:00Z");
    expect(fromNow("en", "2026-11-23T10:12:30Z", now)).toBe("in 12 minutes");
    expect(fromNow("de", "2026-11-23T11:30:00Z", now)).toBe("in 1 Stunde");
    expect(fromNow("en", "2026-11-23T10:00:20Z", now)).toBe("in 20 seconds");
  });
});

describe("the page", () => {
  const token = (claims: object) => `h.${btoa(JSON.stringify(claims)).replaceAll("+", "-").replaceAll("/", "_")}.s`;

  it("shows buttons to those who may change what is theirs", () => {
    expect(mayManage(token({ resource_access: { account: { roles: ["manage-account"] } } }))).toBe(true);
    expect(mayManage(token({ resource_access: { account: { roles: ["view-profile"] } } }))).toBe(false);
    expect(mayManage(token({}))).toBe(false);
    expect(mayManage("nothing")).toBe(false);
  });

  it("keeps to what of the address is its own", () => {
    expect(queryOf("?tab=history&agent=a%20b&iss=x&session_state=y")).toBe("tab=history&agent=a+b");
  });

  it("leaves the rest of the address to the console", () => {
    expect(searchOf("?referrer=shop&tab=history&agent=x", "tab=blocks")).toBe("?referrer=shop&tab=blocks");
    expect(searchOf("?tab=history", "")).toBe("");
  });

  it("speaks German to those who read German and English to everybody else", () => {
    expect(["de", "de-AT", "DE_ch", "den", "fr", "", undefined].map(languageOf)).toEqual([
      "de",
      "de",
      "de",
      "en",
      "en",
      "en",
      "en",
    ]);
  });
});
