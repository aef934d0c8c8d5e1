/** The element `kc-agent-console`: draws the page that its `context` names. */
import { createRoot, type Root } from "react-dom/client";
import type { ConsoleContext } from "../shared/context";
import { App } from "./App";

export class AgentConsole extends HTMLElement {
  #context: ConsoleContext | null = null;
  #root: Root | null = null;

  set context(context: ConsoleContext) {
    this.#context = context;
    this.#draw();
  }

  connectedCallback(): void {
    if (Object.hasOwn(this, "context")) {
      // It was set before this class was loaded.
      const early = (Object.getOwnPropertyDescriptor(this, "context") as { value: ConsoleContext }).value;
      Reflect.deleteProperty(this, "context");
      this.context = early;
    } else {
      this.#draw();
    }
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#root?.unmount();
        this.#root = null;
      }
    });
  }

  #draw(): void {
    if (!this.#context || !this.isConnected) {
      return;
    }
    if (!this.#root) {
      this.replaceChildren();
      this.#root = createRoot(this);
    }
    this.lang = this.#context.language;
    this.#root.render(<App context={this.#context} />);
  }
}
