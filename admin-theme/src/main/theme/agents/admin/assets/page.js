/** The list of a realm's agents: search, pages, links to the client and the owner. It only reads. */
import { emptyState, failure, h, icon, spinner } from "./dom.js";
import { getJson } from "./session.js";
import { agentTable } from "./table.js";

const PAGE_SIZES = [10, 20, 50, 100];

export class AgentConsole extends HTMLElement {
  #context = null;
  #frameFor = null;
  #shown = null;
  #calls = new AbortController();
  #parts = {};

  /** Where the page stands: realm, query of the address, texts, and how to reach the API. */
  set context(context) {
    this.#context = context;
    const frameFor = JSON.stringify([context.realm, context.text.lang]);
    if (frameFor !== this.#frameFor) {
      this.#frameFor = frameFor;
      this.#shown = null;
      this.#drawFrame();
    }
    const shown = JSON.stringify([context.ready, context.query]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#load();
    }
  }

  get context() {
    return this.#context;
  }

  disconnectedCallback() {
    this.#calls.abort();
    this.#shown = null;
  }

  #view() {
    const query = new URLSearchParams(this.#context.query);
    const first = Number.parseInt(query.get("first"), 10);
    const max = Number.parseInt(query.get("max"), 10);
    return {
      search: query.get("search") ?? "",
      first: first > 0 ? first : 0,
      max: PAGE_SIZES.includes(max) ? max : PAGE_SIZES[0],
    };
  }

  #go(change) {
    const { search, first, max } = { ...this.#view(), ...change };
    const query = new URLSearchParams();
    if (search !== "") query.set("search", search);
    if (first > 0) query.set("first", first);
    if (max !== PAGE_SIZES[0]) query.set("max", max);
    this.#context.setQuery(query.size > 0 ? `?${query}` : "");
  }

  async #load() {
    this.#calls.abort();
    const calls = (this.#calls = new AbortController());
    const view = this.#view();
    const { results, search } = this.#parts;
    if (search.value.trim() !== view.search) {
      search.value = view.search;
    }
    results.setAttribute("aria-busy", "true");
    if (results.firstChild === null || results.dataset.state === "failed") {
      this.#show("loading", h("div", { class: "pf-v5-c-empty-state" }, spinner(this.#context.text("loading"))));
    }
    if (!this.#context.ready) {
      return;
    }
    try {
      const path = ["realms", this.#context.realm, "agents"];
      const [found, total] = await Promise.all([
        getJson(this.#context, path, { search: view.search, first: view.first, max: view.max + 1 }, calls.signal),
        getJson(this.#context, [...path, "count"], { search: view.search }, calls.signal).catch(() => null),
      ]);
      if (!calls.signal.aborted) {
        this.#showPage(view, found, Number.isInteger(total) ? total : null);
      }
    } catch (error) {
      if (!calls.signal.aborted) {
        this.#showFailure(error);
      }
    } finally {
      if (!calls.signal.aborted) {
        results.setAttribute("aria-busy", "false");
      }
    }
  }

  #drawFrame() {
    const { text } = this.#context;
    const search = h("input", {
      type: "search",
      name: "search",
      placeholder: text("search"),
      "aria-label": text("search"),
      autocomplete: "off",
      maxlength: 255,
      on: { input: () => search.value === "" && this.#view().search !== "" && this.#go({ search: "", first: 0 }) },
    });
    const submit = (event) => {
      event.preventDefault();
      this.#go({ search: search.value.trim(), first: 0 });
    };
    const pager = h("div", { class: "pf-v5-c-toolbar__item pf-m-pagination" });
    const results = h("div", { "data-testid": "agents-results" });
    const said = h("div", { class: "pf-v5-screen-reader", role: "status" });
    this.#parts = { search, pager, results, said };
    this.lang = text.lang;
    this.replaceChildren(
      h(
        "section",
        { class: "pf-v5-c-page__main-section pf-m-light" },
        h("h1", { class: "pf-v5-c-title pf-m-2xl", "data-testid": "view-header" }, text("agents")),
        h("p", { class: "pf-v5-u-pt-sm" }, text("about")),
      ),
      h("hr", { class: "pf-v5-c-divider" }),
      h(
        "section",
        { class: "pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" },
        h(
          "div",
          { class: "pf-v5-c-toolbar" },
          h(
            "div",
            { class: "pf-v5-c-toolbar__content" },
            h(
              "div",
              { class: "pf-v5-c-toolbar__content-section" },
              h("div", { class: "pf-v5-c-toolbar__item" }, this.#searchForm(search, submit)),
              h("div", { class: "pf-v5-c-toolbar__item" }, this.#iconButton("refresh", "refresh", () => this.#load())),
              pager,
            ),
          ),
        ),
        said,
        results,
      ),
    );
  }

  #searchForm(search, submit) {
    const button = h(
      "button",
      { class: "pf-v5-c-button pf-m-control", type: "submit", "aria-label": this.#context.text("search") },
      icon("search"),
    );
    return h(
      "form",
      { role: "search", on: { submit } },
      h(
        "div",
        { class: "pf-v5-c-input-group" },
        h("div", { class: "pf-v5-c-input-group__item pf-m-fill" }, h("span", { class: "pf-v5-c-form-control" }, search)),
        h("div", { class: "pf-v5-c-input-group__item" }, button),
      ),
    );
  }

  #iconButton(name, label, click, disabled = false) {
    return h(
      "button",
      {
        class: `pf-v5-c-button pf-m-plain${disabled ? " pf-m-disabled" : ""}`,
        type: "button",
        "aria-label": this.#context.text(label),
        disabled,
        on: { click },
      },
      icon(name),
    );
  }

  #show(state, ...content) {
    const { results, pager } = this.#parts;
    results.dataset.state = state;
    results.replaceChildren(...content);
    if (state !== "list") {
      pager.replaceChildren();
      this.#say("");
    }
  }

  #say(words) {
    this.#parts.said.textContent = words;
  }

  #showPage(view, found, total) {
    const { text } = this.#context;
    if (!Array.isArray(found)) {
      throw new TypeError("The list of agents is not a list");
    }
    const rows = found.slice(0, view.max);
    if (rows.length > 0) {
      const more = found.length > view.max || (total !== null && view.first + rows.length < total);
      const range = this.#range(view, rows.length, total);
      const focused = document.activeElement?.dataset?.testid;
      this.#show("list", agentTable(rows, this.#context));
      this.#parts.pager.replaceChildren(this.#pager(view, range, more));
      if (focused?.startsWith("agents-page-")) {
        this.querySelector(`[data-testid="${focused}"]:not(:disabled)`)?.focus();
      }
      this.#say(text("shown", { range }));
    } else if (view.first > 0) {
      const lastPage = total > 0 && total <= view.first ? Math.floor((total - 1) / view.max) * view.max : 0;
      this.#go({ first: lastPage });
    } else if (view.search !== "") {
      const clear = h(
        "button",
        { class: "pf-v5-c-button pf-m-link", type: "button", on: { click: () => this.#go({ search: "", first: 0 }) } },
        text("clear"),
      );
      this.#show("empty", emptyState("search", text("noMatch"), text("noMatchBody", view), clear));
      this.#say(text("noMatch"));
    } else {
      this.#show("empty", emptyState("agent", text("empty"), text("emptyBody"), null));
      this.#say(text("empty"));
    }
  }

  #showFailure(error) {
    const { text } = this.#context;
    const known = { 0: "unreachable", 401: "ended", 403: "forbidden" }[error.status];
    const reason = known ? text(known) : (error.detail ?? (error.status ? text("answered", error) : ""));
    const retry = h(
      "button",
      { class: "pf-v5-c-button pf-m-link pf-m-inline", type: "button", on: { click: () => this.#load() } },
      text("retry"),
    );
    this.#show("failed", failure(text("failed"), reason, retry));
  }

  #range({ first }, count, total) {
    const { text } = this.#context;
    const number = new Intl.NumberFormat(text.lang);
    const values = { from: number.format(first + 1), to: number.format(first + count) };
    return total === null ? text("range", values) : text("rangeOf", { ...values, total: number.format(total) });
  }

  #pager({ first, max }, range, more) {
    const { text } = this.#context;
    const sizes = PAGE_SIZES.map((size) =>
      h("option", { value: size, selected: size === max }, text("perPageValue", { max: size })),
    );
    const select = h(
      "select",
      {
        "aria-label": text("perPage"),
        "data-testid": "agents-page-size",
        on: { change: (event) => this.#go({ first: 0, max: Number(event.target.value) }) },
      },
      sizes,
    );
    const previous = this.#iconButton("previous", "previous", () => this.#go({ first: Math.max(0, first - max) }), first === 0);
    const next = this.#iconButton("next", "next", () => this.#go({ first: first + max }), !more);
    previous.dataset.testid = "agents-page-previous";
    next.dataset.testid = "agents-page-next";
    return h(
      "div",
      { class: "pf-v5-c-pagination pf-m-display-full" },
      h("span", { "data-testid": "agents-range", class: "pf-v5-u-text-nowrap" }, range),
      h(
        "div",
        { class: "pf-v5-c-pagination__page-menu" },
        h(
          "span",
          { class: "pf-v5-c-form-control" },
          select,
          h(
            "span",
            { class: "pf-v5-c-form-control__utilities" },
            h("span", { class: "pf-v5-c-form-control__toggle-icon" }, icon("down")),
          ),
        ),
      ),
      h(
        "nav",
        { class: "pf-v5-c-pagination__nav", "aria-label": text("pages") },
        h("div", { class: "pf-v5-c-pagination__nav-control pf-m-prev" }, previous),
        h("div", { class: "pf-v5-c-pagination__nav-control pf-m-next" }, next),
      ),
    );
  }
}
