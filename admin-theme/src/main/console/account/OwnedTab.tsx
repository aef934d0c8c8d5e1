/** The agents that the person owns or sponsors, and what the person has to say about them. */
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { useState } from "react";
import type { Loaded } from "../app/load";
import { Dialog } from "../app/parts/Dialog";
import { Moment, Names, StatusLabel } from "../app/parts/labels";
import { Content, Nothing } from "../app/parts/State";
import { useSay } from "../app/parts/Toasts";
import { Button, Card, CardBody, CardFooter, CardTitle, Flex, List, ListItem } from "../app/pf";
import { useConsole, useMine, useWords } from "./context";
import type { OwnAgent } from "./model";
import { Rows } from "./Rows";
import type { Key } from "./texts";

type Act = "confirm" | "decline" | "take-over" | "review" | "suspend" | "activate";

function actsOn(agent: OwnAgent): Act[] {
  if (agent.role === "sponsor") {
    return agent.mayTakeOver ? ["take-over"] : [];
  }
  switch (agent.owner.answer) {
    case "asked":
      return ["confirm", "decline"];
    case "declined":
      return ["confirm"];
    default: {
      const lifts = agent.suspensions?.every((one) => one.cause === "owner");
      return ["review", ...(agent.status !== "suspended" ? (["suspend"] as const) : lifts ? (["activate"] as const) : [])];
    }
  }
}

export function OwnedTab({ agents }: { agents: Loaded<OwnAgent[]> }) {
  const text = useWords();
  const [asked, setAsked] = useState<{ act: Act; agent: OwnAgent } | null>(null);
  return (
    <Content of={agents}>
      {(all) =>
        all.length === 0 ? (
          <Nothing icon={RobotIcon} title={text("noAgents")} body={text("noAgentsBody")} />
        ) : (
          <>
            <List isPlain aria-label={text("tabOwned")}>
              {all.map((agent) => (
                <ListItem key={agent.id} className="pf-v5-u-mb-md">
                  <AgentCard
                    agent={agent}
                    ask={(act) => {
                      setAsked({ act, agent });
                    }}
                  />
                </ListItem>
              ))}
            </List>
            {asked ? (
              <Question
                act={asked.act}
                agent={asked.agent}
                changed={agents.reload}
                close={() => {
                  setAsked(null);
                }}
              />
            ) : null}
          </>
        )
      }
    </Content>
  );
}

function AgentCard({ agent, ask }: { agent: OwnAgent; ask: (act: Act) => void }) {
  const text = useWords();
  const { rights } = useConsole();
  const acts = rights.manage ? actsOn(agent) : [];
  const state = useStateOf(agent);
  return (
    <Card component="article" data-testid="my-agent" data-client-id={agent.clientId} aria-labelledby={`agent-${agent.id}`}>
      <CardTitle component="h2" id={`agent-${agent.id}`}>
        {agent.name}
      </CardTitle>
      <CardBody>
        <Flex spaceItems={{ default: "spaceItemsSm" }}>
          <StatusLabel status={agent.status} />
          <span>
            {text(`role.${agent.role}`)} · {agent.clientId}
          </span>
        </Flex>
        {agent.purpose ? <p className="pf-v5-u-pt-sm pf-v5-u-text-break-word">{agent.purpose}</p> : null}
        {state === null ? null : (
          <p className="pf-v5-u-pt-sm" data-testid="my-agent-state">
            {state}
          </p>
        )}
        <Rows
          of={[
            [text("mayUse"), <Names key="n" of={agent.ceiling.scopes} none={text("none")} />],
            [text("worksWith"), <Names key="n" of={agent.ceiling.targets} none={text("none")} />],
            [text("lastUsed"), <Moment key="m" at={agent.lastUsedAt} none={text("never")} />],
            agent.review.dueAt ? [text("reviewDue"), <Moment key="m" at={agent.review.dueAt} />] : null,
            agent.expiresAt ? [text("runsOut"), <Moment key="m" at={agent.expiresAt} />] : null,
          ]}
        />
      </CardBody>
      {acts.length === 0 ? null : (
        <CardFooter>
          <Flex spaceItems={{ default: "spaceItemsSm" }}>
            {acts.map((act) => (
              <Button
                key={act}
                variant={act === "confirm" || act === "take-over" ? "primary" : "secondary"}
                isDanger={act === "suspend"}
                data-testid={`my-agent-${act}`}
                aria-label={`${text(act)}: ${agent.name}`}
                onClick={() => {
                  ask(act);
                }}
              >
                {text(act)}
              </Button>
            ))}
          </Flex>
        </CardFooter>
      )}
    </Card>
  );
}

/** What stands between the agent and its work, in words; nothing if it works. */
function useStateOf(agent: OwnAgent): string | null {
  const text = useWords();
  if (agent.role === "owner" && agent.owner.answer === "asked") {
    return text("asked");
  }
  if (agent.mayTakeOver) {
    return text("free");
  }
  return agent.status === "suspended" ? text("stoodStill", { reason: agent.statusReason ?? text("noReason") }) : null;
}

function Question({ act, agent, changed, close }: { act: Act; agent: OwnAgent; changed: () => void; close: () => void }) {
  const text = useWords();
  const mine = useMine();
  const say = useSay();
  const { name } = agent;
  return (
    <Dialog
      title={text(`${act}.label` as Key, { name })}
      confirm={text(act)}
      danger={act === "suspend" || act === "decline"}
      close={close}
      act={async () => {
        await mine("POST", ["me", "agents", agent.id, act], { body: {} });
        say.done(text(`${act}.done` as Key, { name }));
        close();
        changed();
      }}
    >
      {text(`${act}.body` as Key)}
    </Dialog>
  );
}
