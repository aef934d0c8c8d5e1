/** The element `kc-agent-console`: draws the page that its `context` names. */
import type { ConsoleContext } from "../shared/context";
import { DrawnElement } from "../shared/element";
import { App } from "./App";

export class AgentConsole extends DrawnElement<ConsoleContext> {
  protected override page(context: ConsoleContext) {
    return <App context={context} />;
  }
}
