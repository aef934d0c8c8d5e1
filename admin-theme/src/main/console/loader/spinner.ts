/** The spinner of the console, until what draws the pages is there. */
const SVG = "http://www.w3.org/2000/svg";

export function spinner(): Element {
  const box = document.createElement("div");
  box.className = "pf-v5-l-bullseye";
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { class: "pf-v5-c-spinner pf-m-xl", role: "progressbar", viewBox: "0 0 100 100", "aria-label": "…" };
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries(attributes)) {
    svg.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries({
    class: "pf-v5-c-spinner__path",
    cx: "50",
    cy: "50",
    r: "45",
    fill: "none",
  })) {
    circle.setAttribute(name, value);
  }
  svg.append(circle);
  box.append(svg);
  return box;
}
