/** The table of agents, one row each, with links into the stock pages of the client and the owner. */
import { h } from "./dom.js";

const COLUMNS = ["clientId", "name", "owner", "environment", "status", "changed"];
const STATUS_COLOURS = {
  active: "pf-m-green",
  suspended: "pf-m-orange",
  expired: "pf-m-orange",
  orphaned: "pf-m-red",
  killed: "pf-m-red",
  declared: "pf-m-blue",
};

export function agentTable(agents, { realm, text }) {
  const headers = COLUMNS.map((column) =>
    h("th", { class: "pf-v5-c-table__th pf-m-nowrap", role: "columnheader", scope: "col" }, text(column)),
  );
  const rows = agents.map((agent) => agentRow(agent, realm, text));
  return h(
    "table",
    {
      class: "pf-v5-c-table pf-m-grid-md pf-m-compact",
      role: "table",
      "aria-label": text("agents"),
      "data-testid": "agents-table",
    },
    h(
      "thead",
      { class: "pf-v5-c-table__thead", role: "rowgroup" },
      h("tr", { class: "pf-v5-c-table__tr", role: "row" }, headers),
    ),
    h("tbody", { class: "pf-v5-c-table__tbody", role: "rowgroup" }, rows),
  );
}

function agentRow(agent, realm, text) {
  const owner = agent.owner ?? {};
  const cells = {
    clientId: link([realm, "clients", agent.id, "settings"], agent.clientId),
    name: agent.name,
    // An owner without a user name is gone, and with it the page that a link could lead to.
    owner: owner.username ? link([realm, "users", owner.id, "settings"], owner.username) : owner.id,
    environment: word("environment", agent.environment, text),
    status: agent.status && statusLabel(agent.status, text),
    changed: moment(agent.updatedAt, text.lang),
  };
  const drawn = COLUMNS.map((column) =>
    h(
      "td",
      { class: "pf-v5-c-table__td", role: "cell", "data-label": text(column) },
      h("div", {}, cells[column] instanceof Node ? cells[column] : String(cells[column] || text("none"))),
    ),
  );
  return h("tr", { class: "pf-v5-c-table__tr", role: "row" }, drawn);
}

function link(path, label) {
  if (!label || path.includes(undefined)) {
    return label;
  }
  return h("a", { href: `#/${path.map(encodeURIComponent).join("/")}` }, String(label));
}

function word(group, value, text) {
  const key = `${group}.${value}`;
  return text.has(key) ? text(key) : value;
}

function statusLabel(status, text) {
  const colour = Object.hasOwn(STATUS_COLOURS, status) ? STATUS_COLOURS[status] : "";
  return h(
    "span",
    { class: `pf-v5-c-label ${colour}`.trim() },
    h(
      "span",
      { class: "pf-v5-c-label__content" },
      h("span", { class: "pf-v5-c-label__text" }, String(word("status", status, text))),
    ),
  );
}

function moment(instant, lang) {
  const time = new Date(instant ?? Number.NaN);
  if (Number.isNaN(time.getTime())) {
    return null;
  }
  const format = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: time.toISOString() }, format.format(time));
}
