/** The item in the console's navigation. */
import { agentsHash } from "./route";

const ITEM = "nav-item-agents";
const NEIGHBOURS = ["users", "groups", "clients", "client-scopes", "realm-roles", "sessions", "events"];

export const WORDS: Readonly<Record<string, string>> = { en: "Agents", de: "Agenten" };

/** The language of the pages for a language tag. */
export function languageOf(tag: string | null | undefined): string {
  const language = (tag ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
  return Object.hasOwn(WORDS, language) ? language : "en";
}

/** A copy of a part of the console without what must be there once only. */
export function copyOf(part: Element): Element {
  const copy = part.cloneNode(true) as Element;
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["id", "data-testid", "data-ouia-component-id", "aria-controls", "aria-current"]) {
      node.removeAttribute(name);
    }
  }
  return copy;
}

/** Sets attributes where they differ, so that watching the console does not see a change each time. */
export function keep(element: Element, attributes: Readonly<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) {
      element.removeAttribute(name);
    } else if (element.getAttribute(name) !== value) {
      element.setAttribute(name, value);
    }
  }
}

export function showNavItem(visible: boolean, realm: string, current: boolean, language: string): void {
  const neighbour = NEIGHBOURS.map((name) => document.getElementById(`nav-item-${name}`)?.closest("li")).find(Boolean);
  let link = document.getElementById(ITEM);
  if (!visible || !neighbour) {
    link?.closest("li")?.remove();
    return;
  }
  if (!link) {
    const item = copyOf(neighbour);
    link = item.querySelector("a");
    if (!link) {
      return;
    }
    link.id = ITEM;
    link.dataset.testid = ITEM;
    neighbour.after(item);
  }
  keep(link, { href: agentsHash(realm), lang: language, "aria-current": current ? "page" : null });
  link.classList.toggle("pf-m-current", current);
  const word = WORDS[language] ?? "";
  if (link.textContent !== word) {
    link.textContent = word;
  }
}
