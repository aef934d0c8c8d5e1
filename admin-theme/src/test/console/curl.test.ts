import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { firstExchange } from "../../main/console/app/create/curl";
import type { Agent } from "../../main/console/app/model";

const agent = (clientId: string, targets: string[]) =>
  ({
    clientId,
    ceiling: { scopes: ["invoices:read"], targets, actions: ["invoices.list"] },
    credential: { type: "client_secret" },
  }) as unknown as Agent;

/** What the shell would make of the commands, with curl that prints its arguments. */
function run(commands: string): string[] {
  const script = `curl() { printf '%s\\n' "$@"; }\n${commands}`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n");
}

describe("a first exchange", () => {
  it("asks for the first target, scope and operation of the agent", () => {
    const said = run(firstExchange(agent("bot", ["erp-api"]), "https://kc.example/realms/acme"));
    expect(said).toContain("https://kc.example/realms/acme/protocol/openid-connect/token");
    expect(said).toContain("client_id=bot");
    expect(said).toContain("audience=erp-api");
    expect(said).toContain("scope=invoices:read");
    expect(said.find((line) => line.startsWith("authorization_details="))).toContain("invoices.list");
  });

  it("names a resource URI as one", () => {
    expect(run(firstExchange(agent("bot", ["https://erp.example/mcp"]), "https://kc"))).toContain(
      "resource=https://erp.example/mcp",
    );
  });

  it("runs nothing that a name holds", () => {
    const said = run(firstExchange(agent("it's $(echo hacked) `id`", ["x'; echo hacked #"]), "https://kc"));
    expect(said).toContain("client_id=it's $(echo hacked) `id`");
    expect(said).toContain("audience=x'; echo hacked #");
    expect(said).not.toContain("hacked");
  });
});
