/** An element that is drawn by React with what it is told as its `context`. */
import type { ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

export abstract class DrawnElement<C extends { readonly language: string }> extends HTMLElement {
  #context: C | null = null;
  #root: Root | null = null;

  protected abstract page(context: C): ReactNode;

  set context(context: C) {
    this.#context = context;
    this.#draw();
  }

  connectedCallback(): void {
    if (Object.hasOwn(this, "context")) {
      // It was set before this class was loaded.
      const early = (Object.getOwnPropertyDescriptor(this, "context") as { value: C }).value;
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
    this.#root.render(this.page(this.#context));
  }
}
