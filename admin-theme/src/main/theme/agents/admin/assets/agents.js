/**
 * Adds the agents to the stock admin console: an item in the navigation and the page behind it. Nothing of the console
 * is moved or changed; own nodes are added beside its nodes, and put back when the console draws itself anew.
 */
import { AgentConsole } from "./page.js";
import { CallFailed, environment, findKeycloak, getJson, tokensOf } from "./session.js";
import { textsFor } from "./texts.js";

const ELEMENT = "kc-agent-console";
const NAV_ITEM = "nav-item-agents";
const NAV_NEIGHBOURS = ["users", "groups", "clients", "client-scopes", "realm-roles", "sessions", "events"];
const STYLE = `
  html[data-kc-agents="page"] main#kc-main-content-page-container > :not(${ELEMENT}) { display: none; }
  ${ELEMENT} { display: contents; }
`;
const SEARCHES_AT_MOST = 1000;
const RETRY_AFTER_MILLIS = 30_000;

const root = document.documentElement;
/** What is known by realm: `answer` is "pending", "yes", "no" or "unknown"; `retryAt` tells when to ask again. */
const access = new Map();
let server;
let session = null;
let searches = 0;
let scheduled = false;

function start() {
  server = environment();
  customElements.define(ELEMENT, AgentConsole);
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
  window.addEventListener("hashchange", schedule);
  new MutationObserver(schedule).observe(document.getElementById("app"), { childList: true, subtree: true });
  new MutationObserver(schedule).observe(root, { attributeFilter: ["lang"] });
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
        leave();
        console.warn("The agents page is off.", error);
      }
    });
  }
}

/** Brings the navigation and the page in line with the address. Changes nothing where all is in line already. */
function sync() {
  if (!signedIn()) {
    return;
  }
  const { realm, query, onPage } = route();
  const answer = accessTo(realm);
  const text = textsFor(root.lang && root.lang !== "en" ? root.lang : session.locale);
  showNavItem(answer === "yes", realm, onPage, text);

  const main = document.getElementById("kc-main-content-page-container");
  if (main && onPage && (answer === "yes" || answer === "pending")) {
    enter(main, { realm, query, text, ready: answer === "yes" });
  } else {
    leave();
  }
}

/** Whether the console has signed in; finds its session on the way and then the admin's language, once. */
function signedIn() {
  if (session === null && searches < SEARCHES_AT_MOST) {
    searches++;
    const keycloak = findKeycloak();
    if (keycloak) {
      session = { adminBaseUrl: server.adminBaseUrl, getAccessToken: tokensOf(keycloak), locale: undefined };
      getJson(session, [server.realm, "console", "whoami"], { currentRealm: route().realm })
        .then(
          (whoAmI) => (session.locale = whoAmI.locale ?? null),
          () => (session.locale = null),
        )
        .finally(schedule);
    }
  }
  return session !== null && session.locale !== undefined;
}

function route() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const [realm = encodeURIComponent(server.realm), page, ...rest] = path.split("/").filter(Boolean);
  return { realm: decodeURIComponent(realm), query, onPage: page === "agents" && rest.length === 0 };
}

function accessTo(realm) {
  const known = access.get(realm) ?? { answer: "pending", retryAt: 0 };
  access.set(realm, known);
  if (Date.now() >= known.retryAt) {
    known.retryAt = Infinity;
    getJson(session, ["realms", realm, "agents"], { max: 1 })
      .then(
        () => (known.answer = "yes"),
        (error) => {
          const refused = error instanceof CallFailed && error.status >= 400 && error.status < 500;
          known.answer = refused && error.status !== 401 ? "no" : "unknown";
          known.retryAt = known.answer === "no" ? Infinity : Date.now() + RETRY_AFTER_MILLIS;
        },
      )
      .finally(schedule);
  }
  return known.answer;
}

function showNavItem(visible, realm, current, text) {
  const neighbour = NAV_NEIGHBOURS.map((name) => document.getElementById(`nav-item-${name}`)?.closest("li")).find(Boolean);
  let link = document.getElementById(NAV_ITEM);
  if (!visible || !neighbour) {
    link?.closest("li").remove();
    return;
  }
  if (!link) {
    const item = neighbour.cloneNode(true);
    for (const node of [item, ...item.querySelectorAll("*")]) {
      node.removeAttribute("id");
      node.removeAttribute("data-testid");
      node.removeAttribute("data-ouia-component-id");
    }
    link = item.querySelector("a");
    link.id = NAV_ITEM;
    link.dataset.testid = NAV_ITEM;
    neighbour.after(item);
  }
  const attributes = {
    href: `#/${encodeURIComponent(realm)}/agents`,
    lang: text.lang,
    "aria-current": current ? "page" : null,
  };
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) {
      link.removeAttribute(name);
    } else if (link.getAttribute(name) !== value) {
      link.setAttribute(name, value);
    }
  }
  link.classList.toggle("pf-m-current", current);
  if (link.textContent !== text("agents")) {
    link.textContent = text("agents");
  }
}

function enter(main, { realm, query, text, ready }) {
  let page = main.querySelector(`:scope > ${ELEMENT}`);
  if (!page) {
    page = document.createElement(ELEMENT);
    main.append(page);
  }
  page.context = {
    realm,
    query,
    text,
    ready,
    adminBaseUrl: session.adminBaseUrl,
    getAccessToken: session.getAccessToken,
    setQuery: (next) => history.replaceState(history.state, "", `#/${encodeURIComponent(realm)}/agents${next}`),
  };
  root.dataset.kcAgents = "page";
}

function leave() {
  document.querySelector(ELEMENT)?.remove();
  delete root.dataset.kcAgents;
}

if (window.top === window.self) {
  try {
    start();
  } catch (error) {
    console.warn("The agents page is off.", error);
  }
}
