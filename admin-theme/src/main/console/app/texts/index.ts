/** The words of the pages. A language that is not here reads English. */
import { en } from "./en";

export type Key = keyof typeof en;
type Values = Readonly<Record<string, string | number>>;

export interface Texts {
  (key: Key, values?: Values): string;
  /** The word for a value of the API, such as `status` and `active`; the value itself where there is none. */
  word(group: string, value: string): string;
  readonly lang: string;
}

export function textsOf(all: Readonly<Record<string, string>>, lang: string): Texts {
  const text = (key: Key, values: Values = {}) =>
    (all[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  const word = (group: string, value: string) => {
    const key = `${group}.${value}`;
    return Object.hasOwn(all, key) ? (all[key] ?? value) : value;
  };
  return Object.assign(text, { word, lang });
}

/** The texts of a language, which are fetched when they are needed. */
export async function loadTexts(lang: string): Promise<Texts> {
  return lang === "de" ? textsOf((await import("./de")).de, "de") : textsOf(en, "en");
}
