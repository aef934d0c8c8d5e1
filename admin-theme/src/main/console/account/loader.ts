/**
 * Adds "My agents" to the stock account console. The console itself draws the item in its navigation and leaves the page behind
 * it empty; the page is mounted there. Nothing of the console is moved or changed.
 */
import { environment, type Environment, findKeycloak, tokensOf } from "../loader/session";
import { spinner } from "../loader/spinner";
import type { ConsoleContext } from "../shared/context";
import { languageOf, mayManage, queryOf, searchOf } from "./page";

const ELEMENT = "kc-my-agents";
const PAGE = "/content/my-agents";
const SEARCHES_AT_MOST = 1000;

interface MyAgentsElement extends HTMLElement {
  context: ConsoleContext;
}

interface Session {
  manage: boolean;
  getAccessToken(): Promise<string>;
}

const root = document.documentElement;
let server: Environment & { locale?: string };
let session: Session | null = null;
let searches = 0;
let scheduled = false;
let loading: Promise<void> | null = null;
let told = "";

function start(): void {
  server = environment();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${ELEMENT} { display: contents; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method].bind(history);
    history[method] = (...args) => {
      original(...args);
      schedule();
    };
  }
  window.addEventListener("popstate", schedule);
  const app = document.getElementById("app");
  if (app) {
    new MutationObserver(schedule).observe(app, { childList: true, subtree: true });
  }
  new MutationObserver(schedule).observe(root, { attributeFilter: ["lang"] });
  schedule();
}

function schedule(): void {
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
function sync(): void {
  const main = document.querySelector("main.pf-v5-c-page__main");
  const here = location.pathname.replace(/\/$/, "").endsWith(PAGE);
  let page = document.querySelector<MyAgentsElement>(ELEMENT);
  const of = here ? signedIn() : null;
  if (!main || !of) {
    page?.remove();
    return;
  }
  if (!page) {
    page = document.createElement(ELEMENT) as MyAgentsElement;
    page.append(spinner());
    main.append(page);
    load(page);
    told = "";
  }
  const context = contextOf(of);
  const tell = JSON.stringify([context.place, context.language, context.rights]);
  if (tell !== told) {
    told = tell;
    page.context = context;
  }
}

function contextOf(of: Session): ConsoleContext {
  return {
    place: { page: "agents", realm: server.realm, query: queryOf(location.search) },
    language: languageOf(root.lang || server.locale),
    rights: { manage: of.manage, realmAdmin: false },
    adminBaseUrl: "",
    serverBaseUrl: server.serverBaseUrl ?? server.authUrl ?? "",
    getAccessToken: of.getAccessToken,
    go(query, replace = false) {
      const address = location.pathname + searchOf(location.search, query);
      if (replace) {
        history.replaceState(history.state, "", address);
      } else {
        history.pushState(history.state, "", address);
      }
    },
  };
}

function signedIn(): Session | null {
  if (session === null && searches < SEARCHES_AT_MOST) {
    searches++;
    const keycloak = findKeycloak();
    if (keycloak) {
      session = { manage: mayManage(keycloak.token), getAccessToken: tokensOf(keycloak) };
    }
  }
  return session;
}

/** Fetches what draws the page when it is visited first. */
function load(page: HTMLElement): void {
  loading ??= import("./index").then(({ MyAgents }) => customElements.define(ELEMENT, MyAgents));
  loading.catch((error: unknown) => {
    loading = null;
    console.warn("My agents could not be loaded.", error);
    const words = document.createElement("p");
    words.className = "pf-v5-u-p-lg";
    words.setAttribute("role", "alert");
    words.textContent =
      languageOf(root.lang || server.locale) === "de"
        ? "Meine Agenten konnte nicht geladen werden. Laden Sie diese Seite neu."
        : "My agents could not be loaded. Reload this page to try again.";
    page.replaceChildren(words);
  });
}

if (window.top === window.self) {
  try {
    start();
  } catch (error) {
    console.warn("My agents is off.", error);
  }
}
