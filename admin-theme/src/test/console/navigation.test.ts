import { beforeEach, describe, expect, it } from "vitest";
import { languageOf, showNavItem } from "../../main/console/loader/navigation";
import { showUserTab } from "../../main/console/loader/user-tab";

/** A part of the stock console, as it draws it. */
function draw(markup: string): void {
  document.body.replaceChildren(new DOMParser().parseFromString(markup, "text/html").body.firstElementChild ?? "");
}

describe("the item in the navigation", () => {
  const item = () => document.getElementById("nav-item-agents");

  beforeEach(() => {
    draw(
      '<ul><li class="x"><a id="nav-item-users" class="link" href="#/acme/users" data-testid="nav-item-users">Users</a></li></ul>',
    );
  });

  it("looks like its neighbour and leads to the agents of the realm", () => {
    showNavItem(true, "a b", true, "de");
    expect(item()?.className).toContain("link");
    expect(item()?.getAttribute("href")).toBe("#/a%20b/agents");
    expect(item()?.textContent).toBe("Agenten");
    expect(item()?.getAttribute("aria-current")).toBe("page");
    expect(document.querySelectorAll("[data-testid=nav-item-users]")).toHaveLength(1);
  });

  it("is there once, and goes when it is not for the admin", () => {
    showNavItem(true, "acme", false, "en");
    showNavItem(true, "acme", false, "en");
    expect(document.querySelectorAll("li")).toHaveLength(2);
    showNavItem(false, "acme", false, "en");
    expect(item()).toBeNull();
    expect(document.getElementById("nav-item-users")).not.toBeNull();
  });

  it("changes nothing where all is right, so that watching the console comes to an end", async () => {
    showNavItem(true, "acme", false, "en");
    const seen: MutationRecord[] = [];
    const observer = new MutationObserver((records) => seen.push(...records));
    observer.observe(document.body, { subtree: true, childList: true });
    showNavItem(true, "acme", false, "en");
    await Promise.resolve();
    expect(seen).toHaveLength(0);
  });

  it("speaks English where its language is not known", () => {
    expect(languageOf("de-AT")).toBe("de");
    expect(languageOf("fr")).toBe("en");
    expect(languageOf("constructor")).toBe("en");
    expect(languageOf(null)).toBe("en");
  });
});

describe("the tab on the page of a user", () => {
  const tab = (name: string) => document.querySelector<HTMLElement>(`[data-testid="user-${name}-tab"]`);
  const current = () => [...document.querySelectorAll("li.pf-m-current a")].map((link) => link.getAttribute("data-testid"));

  beforeEach(() => {
    const stock = (name: string, on: boolean) =>
      `<li class="pf-v5-c-tabs__item${on ? " pf-m-current" : ""}"><a role="tab" href="#" data-testid="user-${name}-tab" ` +
      `aria-selected="${String(on)}"><span class="pf-v5-c-tabs__item-text">${name}</span></a></li>`;
    draw(`<ul>${stock("details", true)}${stock("sessions", false)}</ul>`);
  });

  it("comes last and is not current by itself", () => {
    expect(showUserTab("u", "acme", false, "en")?.lastElementChild?.textContent).toBe("Agents");
    expect(current()).toEqual(["user-details-tab"]);
  });

  it("is the only current one while its page is shown", () => {
    showUserTab("u", "acme", true, "en");
    expect(current()).toEqual(["user-agents-tab"]);
    expect(tab("details")?.getAttribute("aria-selected")).toBe("false");
  });

  it("gives back what it took when the console shows the first tab again", () => {
    showUserTab("u", "acme", true, "en");
    showUserTab("u", "acme", false, "en");
    expect(current()).toEqual(["user-details-tab"]);
    expect(tab("details")?.getAttribute("aria-selected")).toBe("true");
  });

  it("does not when the console made another the current one", () => {
    showUserTab("u", "acme", true, "en");
    tab("sessions")?.closest("li")?.classList.add("pf-m-current");
    showUserTab("u", "acme", false, "en");
    expect(current()).toEqual(["user-sessions-tab"]);
  });

  it("goes with the user", () => {
    showUserTab("u", "acme", false, "en");
    expect(showUserTab(null, "acme", false, "en")).toBeNull();
    expect(tab("agents")).toBeNull();
  });
});
