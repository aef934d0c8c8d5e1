/**
 * Adds the agents to the stock admin console: an item in the navigation with the pages behind it, and a tab on the page of a
 * user. Nothing of the console is moved; own nodes are added beside its nodes, and put back when the console draws itself anew.
 */
import type { ConsoleContext, Place } from "../shared/context";
import { type Access, Accesses, whoAmI } from "./access";
import { languageOf, showNavItem } from "./navigation";
import { addStyle, enter, hold, leave } from "./page";
import { agentsHash, routeOf, userHash } from "./route";
import { environment, type Environment, findKeycloak, tokensOf } from "./session";
import { showUserTab } from "./user-tab";

const SEARCHES_AT_MOST = 1000;

interface Session {
  adminBaseUrl: string;
  getAccessToken(): Promise<string>;
  accesses: Accesses;
  locale: string | null | undefined;
}

const root = document.documentElement;
let server: Environment;
let session: Session | null = null;
let searches = 0;
let scheduled = false;

function start(): void {
  server = environment();
  addStyle();
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method].bind(history);
    history[method] = (...args) => {
      original(...args);
      schedule();
    };
  }
  window.addEventListener("popstate", schedule);
  window.addEventListener("hashchange", schedule);
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
        leave();
        console.warn("The pages of agents are off.", error);
      }
    });
  }
}

/** Brings navigation, tab and page in line with the address. Changes nothing where all is in line already. */
function sync(): void {
  const signedIn = signIn();
  if (!signedIn) {
    return;
  }
  const route = routeOf(location.hash, server.realm);
  const access = signedIn.accesses.of(route.realm);
  const may = access.answer === "yes";
  const language = languageOf(root.lang && root.lang !== "en" ? root.lang : signedIn.locale);
  showNavItem(may, route.realm, route.page === "agents", language);
  const tabs = showUserTab(may ? route.user : null, route.realm, route.page === "user", language);

  const main = document.getElementById("kc-main-content-page-container");
  if (main && may && route.page === "agents") {
    const place: Place = { page: "agents", realm: route.realm, query: route.query };
    enter(main, "page", contextOf(signedIn, access, language, place));
  } else if (route.page === "agents" && access.answer === "pending") {
    hold();
  } else if (tabs && route.page === "user" && route.user !== null) {
    const place: Place = { page: "user", realm: route.realm, query: route.query, user: route.user };
    const bar = tabs.closest(".pf-v5-c-tabs");
    const parent = bar?.parentElement;
    if (bar && parent) {
      bar.setAttribute("data-kc-agents-tabs", "");
      enter(parent, "user", contextOf(signedIn, access, language, place));
    }
  } else {
    leave();
  }
}

/** The session of the console, once it has signed in and the admin's language is known. */
function signIn(): Session | null {
  if (session === null && searches < SEARCHES_AT_MOST) {
    searches++;
    const keycloak = findKeycloak();
    if (keycloak) {
      const of = { adminBaseUrl: server.adminBaseUrl, getAccessToken: tokensOf(keycloak) };
      const found: Session = { ...of, accesses: new Accesses(of, server, schedule), locale: undefined };
      session = found;
      whoAmI(found, server, routeOf(location.hash, server.realm).realm)
        .then(
          (me) => (found.locale = me.locale ?? null),
          () => (found.locale = null),
        )
        .finally(schedule);
    }
  }
  return session?.locale === undefined ? null : session;
}

function contextOf(of: Session, access: Access, language: string, place: Place): ConsoleContext {
  return {
    place,
    language,
    rights: access.rights,
    adminBaseUrl: of.adminBaseUrl,
    serverBaseUrl: server.serverBaseUrl ?? server.authUrl ?? "",
    getAccessToken: of.getAccessToken,
    go(query, replace = false) {
      const hash = place.page === "agents" ? agentsHash(place.realm, query) : userHash(place.realm, place.user, query);
      if (replace) {
        history.replaceState(history.state, "", hash);
      } else {
        location.hash = hash;
      }
    },
  };
}

if (window.top === window.self) {
  try {
    start();
  } catch (error) {
    console.warn("The pages of agents are off.", error);
  }
}
