/** What of an agent is live now: what the kill switch would end. */
import { useHref, useText } from "../context";
import type { Loaded } from "../load";
import type { Agent, Live } from "../model";
import { Facts } from "../parts/Facts";
import { Moment } from "../parts/labels";
import { Part } from "../parts/Part";
import { Content } from "../parts/State";

export function LiveCard({ agent, live }: { agent: Agent; live: Loaded<Live> }) {
  const text = useText();
  const href = useHref();
  const number = new Intl.NumberFormat(text.lang);
  return (
    <Part title={text("liveNow")}>
      <Content of={live}>
        {(found) => (
          <div data-testid="live">
            <Facts
              of={[
                [
                  "liveTasks",
                  <a key="t" href={href.agent(agent.id, "tasks")}>
                    {number.format(found.tasks)}
                  </a>,
                ],
                ["liveTokens", number.format(found.tokens)],
                ["lastTokenEnds", <Moment key="m" at={found.lastTokenExpiresAt} />],
              ]}
            />
          </div>
        )}
      </Content>
    </Part>
  );
}
