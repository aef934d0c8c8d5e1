/** The tab "Agents" on the page of a user. */
import { copyOf, keep, WORDS } from "./navigation";
import { userHash } from "./route";

const TAB = "user-agents-tab";
const NEIGHBOUR = "user-details-tab";
const CURRENT = "pf-m-current";
const WAS_CURRENT = "data-kc-agents-was-current";

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
  const others = [...list.querySelectorAll<HTMLElement>('[role="tab"]')].filter((tab) => tab !== link);
  if (current) {
    stepBack(others);
  } else {
    stepForth(others);
  }
  return list;
}

/** The console believes that its first tab is the current one while ours is. */
function stepBack(tabs: readonly HTMLElement[]): void {
  for (const tab of tabs) {
    const item = tab.closest("li");
    if (item?.classList.contains(CURRENT)) {
      item.classList.remove(CURRENT);
      keep(tab, { "aria-selected": "false", [WAS_CURRENT]: "" });
    }
  }
}

/** The console does not draw that tab anew when it is the current one indeed. */
function stepForth(tabs: readonly HTMLElement[]): void {
  const none = tabs.every((tab) => !tab.closest("li")?.classList.contains(CURRENT));
  for (const tab of tabs.filter((other) => other.hasAttribute(WAS_CURRENT))) {
    if (none) {
      tab.closest("li")?.classList.add(CURRENT);
      keep(tab, { "aria-selected": "true" });
    }
    keep(tab, { [WAS_CURRENT]: null });
  }
}
