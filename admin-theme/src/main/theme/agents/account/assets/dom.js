/** Elements from plain values. Data becomes text nodes and attributes, never markup. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  agent: "M3 6h10v7H3zM8 6V3M6 9v1M10 9v1M1 9v2M15 9v2M7.5 2.5h1",
  failed: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5v4.5M8 11v.8",
};

/** An element with attributes and children; `on` holds listeners, null and false leave a thing out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

/** A decorative line icon in the colour of the text around it. */
export function icon(name, size = "1em") {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 16 16", width: size, height: size, fill: "none", stroke: "currentColor" };
  for (const [key, value] of Object.entries({ ...attributes, "stroke-width": "2", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  svg.classList.add("pf-v5-svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** The spinner of the console, named for screen readers. */
export function spinner(label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "pf-v5-c-spinner pf-m-xl");
  svg.setAttribute("role", "progressbar");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("aria-valuetext", label);
  const circle = document.createElementNS(SVG, "circle");
  circle.setAttribute("class", "pf-v5-c-spinner__path");
  for (const [key, value] of Object.entries({ cx: 50, cy: 50, r: 45, fill: "none" })) {
    circle.setAttribute(key, value);
  }
  svg.append(circle);
  return svg;
}

/** The console's picture of "nothing here"; the action may be null. */
export function emptyState(picture, title, body, action) {
  return h(
    "div",
    { class: "pf-v5-c-empty-state", "data-testid": "agents-empty" },
    h(
      "div",
      { class: "pf-v5-c-empty-state__content" },
      h(
        "div",
        { class: "pf-v5-c-empty-state__header" },
        h("div", { class: "pf-v5-c-empty-state__icon" }, icon(picture)),
        h("div", { class: "pf-v5-c-empty-state__title" }, h("h2", { class: "pf-v5-c-empty-state__title-text" }, title)),
      ),
      h("div", { class: "pf-v5-c-empty-state__body" }, body),
      action && h("div", { class: "pf-v5-c-empty-state__footer" }, action),
    ),
  );
}

/** The console's alert for something that went wrong; the reason may be empty. */
export function failure(title, reason, action) {
  return h(
    "div",
    { class: "pf-v5-c-alert pf-m-danger pf-m-inline pf-v5-u-m-md", role: "alert" },
    h("div", { class: "pf-v5-c-alert__icon" }, icon("failed")),
    h("p", { class: "pf-v5-c-alert__title" }, title),
    reason === "" ? null : h("div", { class: "pf-v5-c-alert__description" }, h("p", {}, reason)),
    h("div", { class: "pf-v5-c-alert__action-group" }, action),
  );
}
