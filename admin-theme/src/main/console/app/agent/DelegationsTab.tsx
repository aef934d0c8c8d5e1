/** Between which agents work goes: from whom this one has it on the left, to whom it hands it on on the right. */
import { ArrowRightIcon } from "@patternfly/react-icons/dist/esm/icons/arrow-right-icon";
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { Fragment } from "react";
import { useAgents, useText } from "../context";
import { useLoad } from "../load";
import type { Agent, Live } from "../model";
import { AgentLink } from "../parts/people";
import { Content } from "../parts/State";
import { Card, CardBody, CardTitle, Grid, GridItem, Label, PageSection, Title } from "../pf";

const MOST = 50;

interface Other {
  id: string | null;
  clientId: string | null;
  tasks: number;
  allowed: boolean;
}

export function DelegationsTab({ agent }: { agent: Agent }) {
  const text = useText();
  const agents = useAgents();
  const delegates = agent.ceiling.delegates ?? [];
  const found = useLoad(
    async (signal) => {
      const live = await agents<Live>("GET", [agent.id, "live"], { signal });
      const named = await Promise.all(
        delegates.slice(0, MOST).map(async (clientId) => {
          const page = await agents<Agent[]>("GET", [], { query: { search: clientId, max: 20 }, signal });
          return { clientId, id: page.find((other) => other.clientId === clientId)?.id ?? null };
        }),
      );
      const to: Other[] = named.map(({ clientId, id }) => ({
        id,
        clientId,
        tasks: live.handsTo.find((other) => other.id === id)?.tasks ?? 0,
        allowed: true,
      }));
      const more = live.handsTo.filter((other) => !named.some(({ id }) => id === other.id));
      return {
        to: [...to, ...more.map((other) => ({ ...other, allowed: false }))],
        from: live.receivesFrom.map((other) => ({ ...other, allowed: true })),
      };
    },
    [agents, agent.id, agent.version],
  );
  return (
    <PageSection data-testid="delegations">
      <Content of={found}>
        {({ from, to }) => (
          <Grid hasGutter lg={4}>
            <GridItem>
              <Column title={text("hasWorkFrom")} none={text("hasWorkFromNobody")} others={from} arrow="after" />
            </GridItem>
            <GridItem>
              <Title headingLevel="h2" size="md" className="pf-v5-u-mb-sm">
                {text("thisAgent")}
              </Title>
              <Card isFlat isCompact isSelectable={false}>
                <CardTitle>
                  <RobotIcon aria-hidden /> {agent.clientId}
                </CardTitle>
                <CardBody>
                  {text("chainDepth")}: {agent.ceiling.chainDepth ?? text("byRealm")}
                </CardBody>
              </Card>
            </GridItem>
            <GridItem>
              <Column title={text("handsWorkTo")} none={text("handsWorkToNobody")} others={to} arrow="before" />
            </GridItem>
          </Grid>
        )}
      </Content>
    </PageSection>
  );
}

function Column({
  title,
  none,
  others,
  arrow,
}: {
  title: string;
  none: string;
  others: readonly Other[];
  arrow: "before" | "after";
}) {
  const text = useText();
  const number = new Intl.NumberFormat(text.lang);
  return (
    <>
      <Title headingLevel="h2" size="md" className="pf-v5-u-mb-sm">
        {title}
      </Title>
      {others.length === 0 ? <p className="pf-v5-u-color-200">{none}</p> : null}
      {others.map((other) => (
        <Fragment key={other.clientId ?? other.id}>
          <Card isFlat isCompact className="pf-v5-u-mb-sm" data-testid="delegation">
            <CardTitle>
              {arrow === "before" ? <ArrowRightIcon aria-hidden className="pf-v5-u-mr-sm" /> : null}
              {other.id === null ? other.clientId : <AgentLink id={other.id} clientId={other.clientId} />}
              {arrow === "after" ? <ArrowRightIcon aria-hidden className="pf-v5-u-ml-sm" /> : null}
            </CardTitle>
            <CardBody>
              <Label isCompact color={other.tasks > 0 ? "green" : "grey"}>
                {text("liveTasksOf", { tasks: number.format(other.tasks) })}
              </Label>{" "}
              {other.allowed ? null : (
                <Label isCompact color="orange">
                  {text("noLongerAllowed")}
                </Label>
              )}
              {other.id === null ? (
                <Label isCompact color="orange">
                  {text("noSuchAgent")}
                </Label>
              ) : null}
            </CardBody>
          </Card>
        </Fragment>
      ))}
    </>
  );
}
