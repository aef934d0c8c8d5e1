/** Words of a page in the languages that it knows. */

/** Of texts by language those for a language tag: `text(key, values)`, with the tag that they are written in as `text.lang`. */
export function textsOf(all, tag) {
  const language = String(tag || "en").toLowerCase().split(/[-_]/)[0];
  const lang = Object.hasOwn(all, language) ? language : "en";
  const texts = all[lang];
  const text = (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  text.has = (key) => Object.hasOwn(texts, key);
  text.lang = lang;
  return text;
}
