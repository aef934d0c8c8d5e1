import { afterEach, describe, expect, it } from "vitest";
import { findKeycloak } from "../../main/console/loader/session";

afterEach(() => {
  document.body.replaceChildren();
});

function app(fiber: unknown): void {
  const element = document.createElement("div");
  element.id = "app";
  Object.assign(element, { __reactContainer$abc: fiber });
  document.body.append(element);
}

const keycloak = { token: "t", updateToken: () => undefined, login: () => undefined };

describe("the session of the console", () => {
  it("is found in whichever provider holds it", () => {
    app({ child: { memoizedProps: { value: 1 }, sibling: { child: { memoizedProps: { value: { keycloak } } } } } });
    expect(findKeycloak()).toBe(keycloak);
  });

  it("is none without a console, or before it has a token", () => {
    expect(findKeycloak()).toBeNull();
    app({ child: { memoizedProps: { value: { keycloak: { ...keycloak, token: undefined } } } } });
    expect(findKeycloak()).toBeNull();
  });

  it("is not looked for without end", () => {
    const loop: Record<string, unknown> = { memoizedProps: null };
    loop.child = loop;
    app(loop);
    expect(findKeycloak()).toBeNull();
  });
});
