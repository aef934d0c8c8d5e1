/** The element that draws the pages, in the place where the console draws its own. */
import type { ConsoleContext } from "../shared/context";
import { spinner } from "./spinner";

const ELEMENT = "kc-agent-console";

export type Part = "page" | "user";

const STYLE = `
  html[data-kc-agents="page"] main#kc-main-content-page-container > :not(${ELEMENT}),
  html[data-kc-agents="user"] [data-kc-agents-tabs] ~ :not(${ELEMENT}) { display: none; }
  ${ELEMENT} { display: contents; }
`;

interface AgentConsoleElement extends HTMLElement {
  context: ConsoleContext;
}

let loading: Promise<void> | null = null;
let told = "";

export function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Shows the element at the end of a part of the console. */
export function enter(parent: Element, part: Part, context: ConsoleContext): void {
  let page = parent.querySelector<AgentConsoleElement>(`:scope > ${ELEMENT}`);
  if (!page) {
    leave();
    page = document.createElement(ELEMENT) as AgentConsoleElement;
    page.append(spinner());
    parent.append(page);
    load(page);
    told = "";
  }
  const tell = JSON.stringify([context.place, context.language, context.rights]);
  if (tell !== told) {
    told = tell;
    page.context = context;
  }
  document.documentElement.dataset.kcAgents = part;
}

/** Keeps the console from showing another page while it is not known yet whether there is one of ours. */
export function hold(): void {
  document.querySelector(ELEMENT)?.remove();
  document.documentElement.dataset.kcAgents = "page";
}

export function leave(): void {
  document.querySelector(ELEMENT)?.remove();
  delete document.documentElement.dataset.kcAgents;
}

/** Fetches what draws the pages when one is visited first. */
function load(page: HTMLElement): void {
  loading ??= import("../app/index").then(({ AgentConsole }) => customElements.define(ELEMENT, AgentConsole));
  loading.catch((error: unknown) => {
    loading = null;
    console.warn("The pages of agents could not be loaded.", error);
    const words = document.createElement("p");
    words.className = "pf-v5-u-p-lg";
    words.setAttribute("role", "alert");
    words.textContent = "The pages of agents could not be loaded. Reload this page to try again.";
    page.replaceChildren(words);
  });
}
