/** A question in a dialog of the browser's own, drawn as the console draws its dialogs. */
import { h } from "./dom.js";

let last = 0;

/** Asks; answers whether the person said yes. Escape and the way back mean no. */
export function askFirst(place, text, { title, body, yes, danger }) {
  return new Promise((resolve) => {
    const id = `my-agents-question-${++last}`;
    const close = (answer) => () => dialog.close(answer);
    const dialog = h(
      "dialog",
      { class: "pf-v5-c-modal-box pf-m-sm", "aria-labelledby": id, "data-testid": "my-agents-question", style: "padding: 0; border: 0" },
      h("header", { class: "pf-v5-c-modal-box__header" }, h("h2", { class: "pf-v5-c-modal-box__title", id }, title)),
      h("div", { class: "pf-v5-c-modal-box__body" }, body),
      h(
        "footer",
        { class: "pf-v5-c-modal-box__footer" },
        h(
          "button",
          {
            class: `pf-v5-c-button ${danger ? "pf-m-danger" : "pf-m-primary"}`,
            type: "button",
            "data-testid": "my-agents-yes",
            on: { click: close("yes") },
          },
          yes,
        ),
        h("button", { class: "pf-v5-c-button pf-m-link", type: "button", on: { click: close("no") } }, text("cancel")),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    place.append(dialog);
    dialog.showModal();
  });
}
