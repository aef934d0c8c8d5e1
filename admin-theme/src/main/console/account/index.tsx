/** The element `kc-my-agents`: draws the page of a person's agents. */
import type { ConsoleContext } from "../shared/context";
import { DrawnElement } from "../shared/element";
import { App } from "./App";

export class MyAgents extends DrawnElement<ConsoleContext> {
  protected override page(context: ConsoleContext) {
    return <App context={context} />;
  }
}
