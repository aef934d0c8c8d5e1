import { describe, expect, it } from "vitest";
import { de } from "../../main/console/app/texts/de";
import { en } from "../../main/console/app/texts/en";
import { textsOf } from "../../main/console/app/texts";

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const english: Readonly<Record<string, string>> = en;

describe("texts", () => {
  it("have the same keys in all languages, but for the advice, which the server gives in English", () => {
    expect(
      Object.keys(de)
        .filter((key) => !key.startsWith("advice."))
        .sort(),
    ).toEqual(Object.keys(en).sort());
  });

  it("have the same values to put in", () => {
    for (const [key, text] of Object.entries(english)) {
      expect(placeholders(de[key] ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("give advice in German for every finding that has a name", () => {
    const codes = Object.keys(en).filter((key) => key.startsWith("code."));
    expect(codes.map((key) => key.replace("code.", "advice.")).filter((key) => !(key in de))).toEqual([]);
  });

  it("leave a value of the API that they do not know as it is", () => {
    const text = textsOf(en, "en");
    expect(text.word("status", "active")).toBe("Active");
    expect(text.word("status", "hibernating")).toBe("hibernating");
    expect(text("rangeOf", { from: 1, to: 10, total: 12 })).toBe("1 - 10 of 12");
  });
});
