/** The agents that the person owns or sponsors: what they are, and what the person has to say about them. */
import { askFirst } from "./question.js";
import { emptyState, failure, h, spinner } from "./dom.js";
import { callJson } from "./session.js";

/** The console brings the styles of the parts that it uses itself; these are those of the parts that it lacks. */
export const STYLE = `
  kc-my-agents { display: contents; }
  .kc-agents-list { display: grid; gap: var(--pf-v5-global--spacer--md, 1rem); list-style: none; padding: 0; margin: 0; }
  .kc-agents-facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; margin-block-start: 1rem; }
  .kc-agents-facts dt { font-weight: var(--pf-v5-global--FontWeight--bold, 700); }
  .kc-agents-facts dd { margin: 0; overflow-wrap: anywhere; }
  .kc-agents-actions { display: flex; flex-wrap: wrap; gap: var(--pf-v5-global--spacer--sm, 0.5rem); }
  .kc-agents-status { display: inline-block; padding: 0 0.5rem; border: 1px solid currentColor; border-radius: 1rem;
    font-size: var(--pf-v5-global--FontSize--sm, 0.875rem); margin-inline-end: 0.25rem; }
  .kc-agents-status[data-status="active"] { color: var(--pf-v5-global--success-color--200, #1e4f18); }
  .kc-agents-status[data-status="suspended"] { color: var(--pf-v5-global--warning-color--200, #795600); }
  .kc-agents-status[data-status="orphaned"] { color: var(--pf-v5-global--danger-color--200, #a30000); }
  .pf-v5-theme-dark .kc-agents-status[data-status] { color: inherit; }
`;

export class MyAgents extends HTMLElement {
  #context = null;
  #calls = new AbortController();
  #body = null;
  #said = null;

  set context(context) {
    this.#context = context;
    const { text } = context;
    this.lang = text.lang;
    this.#body = h("div", { "data-testid": "my-agents" });
    this.#said = h("div", { class: "pf-v5-screen-reader", role: "status" });
    this.replaceChildren(
      h(
        "section",
        { class: "pf-v5-c-page__main-section pf-m-light" },
        h("h1", { class: "pf-v5-c-title pf-m-2xl", "data-testid": "page-heading" }, text("title")),
        h("p", { class: "pf-v5-u-pt-sm" }, text("about")),
      ),
      h("section", { class: "pf-v5-c-page__main-section" }, this.#said, this.#body),
    );
    this.#load();
  }

  disconnectedCallback() {
    this.#calls.abort();
  }

  async #load(said = "") {
    this.#calls.abort();
    const calls = (this.#calls = new AbortController());
    const { text, baseUrl, getAccessToken } = this.#context;
    if (this.#body.firstChild === null) {
      this.#body.replaceChildren(h("div", { class: "pf-v5-c-empty-state" }, spinner(text("loading"))));
    }
    try {
      const agents = await callJson(getAccessToken, "GET", baseUrl, undefined, calls.signal);
      this.#show(agents);
      this.#said.textContent = said || text("shown", { count: agents.length });
    } catch (error) {
      if (!calls.signal.aborted) {
        this.#fail(text("failed"), error);
      }
    }
  }

  #fail(title, error) {
    const { text } = this.#context;
    const reason =
      error.status === 0
        ? text("unreachable")
        : error.status === 401
          ? text("ended")
          : (error.detail ?? text("answered", { status: error.status ?? "?" }));
    const retry = h(
      "button",
      { class: "pf-v5-c-button pf-m-link pf-m-inline", type: "button", on: { click: () => this.#load() } },
      text("retry"),
    );
    this.querySelector("[role=alert]")?.remove();
    const alert = failure(title, reason, retry);
    if (this.#body.querySelector("[data-testid=my-agent]")) {
      this.#body.before(alert);
    } else {
      this.#body.replaceChildren(alert);
    }
  }

  #show(agents) {
    const { text } = this.#context;
    this.querySelector("[role=alert]")?.remove();
    this.#body.replaceChildren(
      agents.length === 0
        ? emptyState("agent", text("empty"), text("emptyBody"), null)
        : h(
            "ul",
            { class: "kc-agents-list", role: "list" },
            agents.map((agent) => h("li", {}, this.#card(agent))),
          ),
    );
  }

  #card(agent) {
    const { text } = this.#context;
    const title = `agent-${agent.id}`;
    return h(
      "article",
      { class: "pf-v5-c-card", "data-testid": "my-agent", "data-client-id": agent.clientId, "aria-labelledby": title },
      h(
        "div",
        { class: "pf-v5-c-card__title" },
        h("h2", { class: "pf-v5-c-card__title-text", id: title }, agent.name ?? agent.clientId),
      ),
      h(
        "div",
        { class: "pf-v5-c-card__body" },
        h("p", {}, this.#label(agent), " ", text(`role.${agent.role}`), " · ", agent.clientId),
        agent.purpose ? h("p", { class: "pf-v5-u-pt-sm" }, agent.purpose) : null,
        this.#state(agent),
        this.#facts(agent),
      ),
      this.#actions(agent),
    );
  }

  #label(agent) {
    const { text } = this.#context;
    const key = `status.${agent.status}`;
    return h(
      "span",
      { class: "kc-agents-status", "data-status": agent.status, "data-testid": "my-agent-status" },
      text.has(key) ? text(key) : agent.status,
    );
  }

  /** What stands between the agent and its work, in words; nothing if it works. */
  #state(agent) {
    const { text } = this.#context;
    const words =
      agent.role === "owner" && agent.owner.answer === "asked"
        ? text("asked")
        : agent.mayTakeOver
          ? text("free")
          : agent.status === "suspended"
            ? text("suspendedBy", { reason: agent.statusReason ?? text("noReason") })
            : null;
    return words && h("p", { class: "pf-v5-u-pt-sm", "data-testid": "my-agent-state" }, words);
  }

  #facts(agent) {
    const { text } = this.#context;
    const rows = [
      ["purposeScopes", agent.ceiling?.scopes?.join(", ")],
      ["targets", agent.ceiling?.targets?.join(", ")],
      ["lastUsed", this.#date(agent.lastUsedAt) ?? text("never")],
      ["reviewDue", this.#date(agent.review?.dueAt)],
      ["expires", this.#date(agent.expiresAt)],
    ].filter(([, value]) => value);
    return h(
      "dl",
      { class: "kc-agents-facts" },
      rows.flatMap(([key, value]) => [h("dt", {}, text(key)), h("dd", {}, value)]),
    );
  }

  #actions(agent) {
    const buttons = [];
    if (agent.role === "owner") {
      if (agent.owner.answer !== "taken_on") {
        buttons.push(this.#button(agent, "confirm", "pf-m-primary"));
      }
      if (agent.owner.answer === "asked") {
        buttons.push(this.#button(agent, "decline", "pf-m-secondary"));
      }
      if (agent.owner.answer === "taken_on") {
        buttons.push(this.#button(agent, "review", "pf-m-secondary"));
        if (agent.status !== "suspended") {
          buttons.push(this.#button(agent, "suspend", "pf-m-secondary pf-m-danger"));
        } else if (agent.suspensions?.every((one) => one.cause === "owner")) {
          buttons.push(this.#button(agent, "activate", "pf-m-secondary"));
        }
      }
    } else if (agent.mayTakeOver) {
      buttons.push(this.#button(agent, "take-over", "pf-m-primary"));
    }
    return buttons.length === 0
      ? null
      : h("div", { class: "pf-v5-c-card__footer" }, h("div", { class: "kc-agents-actions" }, buttons));
  }

  #button(agent, action, look) {
    const { text } = this.#context;
    const name = agent.name ?? agent.clientId;
    return h(
      "button",
      {
        class: `pf-v5-c-button ${look}`,
        type: "button",
        "data-testid": `my-agent-${action}`,
        "aria-label": `${text(action)}: ${name}`,
        on: { click: () => this.#ask(agent, action) },
      },
      text(action),
    );
  }

  async #ask(agent, action) {
    const { text, baseUrl, getAccessToken } = this.#context;
    const name = agent.name ?? agent.clientId;
    const sure = await askFirst(this, text, {
      title: text(`${action}.label`, { name }),
      body: text(`${action}.body`),
      yes: text(action),
      danger: action === "suspend" || action === "decline",
    });
    if (!sure) {
      return;
    }
    try {
      await callJson(getAccessToken, "POST", new URL(`${baseUrl}/${encodeURIComponent(agent.id)}/${action}`), {});
      await this.#load(text(`${action}.done`, { name }));
      this.querySelector(`[data-client-id="${CSS.escape(agent.clientId)}"] button`)?.focus();
    } catch (error) {
      this.#fail(text("notDone"), error);
    }
  }

  #date(instant) {
    return instant
      ? new Intl.DateTimeFormat(this.#context.text.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant))
      : null;
  }
}
