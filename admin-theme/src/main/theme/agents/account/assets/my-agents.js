/**
 * Adds "My agents" to the stock account console. The console itself draws the item in its navigation and leaves the page behind
 * it empty; the page is mounted there. Nothing of the console is moved or changed.
 */
import { MyAgents, STYLE } from "./page.js";
import { environment, findKeycloak, tokensOf } from "./session.js";
import { textsFor } from "./texts.js";

const ELEMENT = "kc-my-agents";
const PAGE = "/content/my-agents";
const SEARCHES_AT_MOST = 1000;

const root = document.documentElement;
let server;
let session = null;
let searches = 0;
let scheduled = false;

function start() {
  server = environment();
  customElements.define(ELEMENT, MyAgents);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const method of ["pushState", "replaceState"]) {
    const original = history[method];
    history[method] = function (...args) {
      const result = original.apply(this, args);
      schedule();
      return result;
    };
  }
  window.addEventListener("popstate", schedule);
  new MutationObserver(schedule).observe(document.getElementById("app"), { childList: true, subtree: true });
  schedule();
}

function schedule() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      try {
        sync();
      } catch (error) {
        document.querySelector(ELEMENT)?.remove();
        console.warn("My agents is off.", error);
      }
    });
  }
}

/** Brings the page in line with the address. Changes nothing where all is in line already. */
function sync() {
  const main = document.querySelector("main.pf-v5-c-page__main");
  const here = location.pathname.replace(/\/$/, "").endsWith(PAGE);
  const page = document.querySelector(ELEMENT);
  if (!here || !main || !signedIn()) {
    page?.remove();
    return;
  }
  if (!page) {
    const element = document.createElement(ELEMENT);
    main.append(element);
    element.context = {
      text: textsFor(root.lang || server.locale),
      locale: root.lang || server.locale || "en",
      baseUrl: new URL(`${server.serverBaseUrl ?? server.authUrl}/realms/${encodeURIComponent(server.realm)}/agents/me/agents`, location.href),
      getAccessToken: session.getAccessToken,
    };
  }
}

function signedIn() {
  if (session === null && searches < SEARCHES_AT_MOST) {
    searches++;
    const keycloak = findKeycloak();
    if (keycloak) {
      session = { getAccessToken: tokensOf(keycloak) };
    }
  }
  return session !== null;
}

if (window.top === window.self) {
  try {
    start();
  } catch (error) {
    console.warn("My agents is off.", error);
  }
}
