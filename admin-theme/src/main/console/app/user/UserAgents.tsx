/** On the page of a user: the agents that the person answers for, and the tasks that run for them. */
import { RobotIcon } from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import { useAgents, useText } from "../context";
import { useLoad } from "../load";
import type { Agent } from "../model";
import { Content, Nothing } from "../parts/State";
import { AgentTable } from "../list/AgentTable";
import { PageSection, PageSectionVariants, Title } from "../pf";
import { TaskList } from "../realm/TaskList";

const MOST = 100;

export function UserAgents({ user }: { user: string }) {
  const text = useText();
  const agents = useAgents();
  const owned = useLoad<Agent[]>(
    (signal) => agents("GET", [], { query: { owner: user, max: MOST }, signal }),
    [agents, user],
  );
  return (
    <div data-testid="user-agents">
      <PageSection variant={PageSectionVariants.light}>
        <Title headingLevel="h2" size="lg" className="pf-v5-u-mb-md">
          {text("owned")}
        </Title>
        <Content of={owned}>
          {(rows) =>
            rows.length === 0 ? (
              <Nothing icon={RobotIcon} title={text("ownsNone")} body={text("ownsNoneBody")} />
            ) : (
              <AgentTable rows={rows} sort="" changed={owned.reload} />
            )
          }
        </Content>
      </PageSection>
      <PageSection variant={PageSectionVariants.light}>
        <Title headingLevel="h2" size="lg" className="pf-v5-u-mb-md">
          {text("runsFor")}
        </Title>
        <TaskList principal={user} changed={owned.reload} />
      </PageSection>
    </div>
  );
}
