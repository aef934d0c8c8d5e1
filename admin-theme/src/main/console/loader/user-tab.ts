/** The tab "Agents" on the page of a user. */
import { copyOf, keep, WORDS } from "./navigation";
import { userHash } from "./route";

const TAB = "user-agents-tab";
const NEIGHBOUR = "user-details-tab";
const CURRENT = "pf-m-current";

/** Shows the tab or takes it away; answers the list of tabs while it is shown. */
export function showUserTab(user: string | null, realm: string, current: boolean, language: string): HTMLElement | null {
  const neighbour = document.querySelector(`[data-testid="${NEIGHBOUR}"]`)?.closest("li");
  const list = neighbour?.parentElement ?? null;
  let link = document.querySelector<HTMLElement>(`[data-testid="${TAB}"]`);
  if (user === null || !neighbour || !list) {
    link?.closest("li")?.remove();
    return null;
  }
  if (!link) {
    const item = copyOf(neighbour);
    item.classList.remove(CURRENT);
    link = item.querySelector<HTMLElement>("a, button");
    const word = item.querySelector(".pf-v5-c-tabs__item-text");
    if (!link || !word) {
      return null;
    }
    link.dataset.testid = TAB;
    word.textContent = WORDS[language] ?? "";
    list.append(item);
  }
  keep(link, { href: userHash(realm, user), lang: language, "aria-selected": String(current) });
  link.closest("li")?.classList.toggle(CURRENT, current);
  for (const other of list.querySelectorAll<HTMLElement>('[role="tab"]')) {
    if (other !== link && current) {
      keep(other, { "aria-selected": "false" });
      other.closest("li")?.classList.remove(CURRENT);
    }
  }
  return list;
}
