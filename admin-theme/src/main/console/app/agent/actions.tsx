/** What can be done about an agent, from the list and from its page. */
import { type ReactNode, useState } from "react";
import { useHref, useText } from "../context";
import type { Agent } from "../model";
import type { IAction } from "../pf";
import { EndingDialog, type Ending } from "./EndingDialog";
import { ActivateDialog, DeleteDialog, ReviewDialog, RiskDialog } from "./dialogs";

export type Act = Ending | "activate" | "review" | "risk" | "delete";

export interface Actions {
  of(agent: Agent): IAction[];
  open(act: Act, agent: Agent): void;
  dialog: ReactNode;
}

/** What is offered for the state an agent is in. */
export function actsFor(agent: Pick<Agent, "status">): Act[] {
  switch (agent.status) {
    case "retired":
      return ["delete"];
    case "suspended":
      return ["activate", "review", "transfer", "risk", "kill", "retire", "delete"];
    default:
      return ["suspend", "review", "transfer", "risk", "kill", "retire", "delete"];
  }
}

export function useActions(changed: () => void, gone: () => void = changed): Actions {
  const text = useText();
  const href = useHref();
  const [asked, setAsked] = useState<{ act: Act; agent: Agent } | null>(null);
  const close = () => {
    setAsked(null);
  };
  const done = () => {
    close();
    changed();
  };
  const open = (act: Act, agent: Agent) => {
    setAsked({ act, agent });
  };
  const of = (agent: Agent): IAction[] => [
    ...actsFor(agent).map((act) => ({
      title: text(`act.${act}`),
      isDanger: act === "kill" || act === "delete",
      onClick: () => {
        open(act, agent);
      },
    })),
    { isSeparator: true },
    {
      title: text("openClient"),
      onClick: () => {
        location.hash = href.client(agent.id);
      },
    },
  ];
  let dialog: ReactNode = null;
  if (asked) {
    const { act, agent } = asked;
    switch (act) {
      case "activate":
        dialog = <ActivateDialog agent={agent} done={done} close={close} />;
        break;
      case "review":
        dialog = <ReviewDialog agent={agent} done={done} close={close} />;
        break;
      case "risk":
        dialog = <RiskDialog agent={agent} done={done} close={close} />;
        break;
      case "delete":
        dialog = (
          <DeleteDialog
            agent={agent}
            done={() => {
              close();
              gone();
            }}
            close={close}
          />
        );
        break;
      default:
        dialog = <EndingDialog ending={act} agent={agent} changed={changed} close={close} />;
    }
  }
  return { of, open, dialog };
}
