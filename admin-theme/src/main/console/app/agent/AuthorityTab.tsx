/** What an agent may do at most, and for whom. */
import { useText } from "../context";
import { type Agent, STRICTNESS } from "../model";
import { Facts } from "../parts/Facts";
import { Names, useDuration } from "../parts/labels";
import { BlocksCard } from "./BlocksCard";
import { RulesCard } from "./RulesCard";
import { Alert, Card, CardBody, CardTitle, Gallery, List, ListItem, PageSection } from "../pf";

export function AuthorityTab({ agent }: { agent: Agent }) {
  const text = useText();
  const duration = useDuration();
  const { ceiling, delegation, autonomous } = agent;
  const limits = ceiling.limits ?? {};
  const number = new Intl.NumberFormat(text.lang);
  const of = (value: number | undefined) => (value === undefined ? text("byRealm") : number.format(value));
  const strict = STRICTNESS.filter((member) => agent.strictness[member]);
  const none = text("nothing");
  return (
    <PageSection>
      <Gallery hasGutter minWidths={{ default: "100%", xl: "45%" }}>
        <Card isFlat>
          <CardTitle component="h2">{text("ceiling")}</CardTitle>
          <CardBody>
            <Facts
              of={[
                ["scopes", <Names key="n" of={ceiling.scopes} none={none} />],
                ["targets", <Names key="n" of={ceiling.targets} none={none} />],
                ["operations", <Names key="n" of={ceiling.actions} none={ceiling.actions ? none : text("anyOperation")} />],
                ["roles", <Names key="n" of={ceiling.roles} none={none} />],
                ["delegates", <Names key="n" of={ceiling.delegates} none={text("nobody")} />],
              ]}
            />
          </CardBody>
        </Card>
        <Card isFlat>
          <CardTitle component="h2">{text("limits")}</CardTitle>
          <CardBody>
            <Facts
              of={[
                ["taskLife", ceiling.taskSeconds ? duration(ceiling.taskSeconds) : text("byRealm")],
                ["tokenLife", ceiling.tokenSeconds ? duration(ceiling.tokenSeconds) : text("byRealm")],
                ["chainDepth", of(ceiling.chainDepth)],
                ["concurrentTasks", of(ceiling.concurrentTasks)],
                limits.maxTokens ? ["maxTokens", number.format(limits.maxTokens)] : null,
                limits.maxCalls ? ["maxCalls", number.format(limits.maxCalls)] : null,
                limits.maxCallsPerAction ? ["maxCallsPerAction", number.format(limits.maxCallsPerAction)] : null,
                limits.sum
                  ? [
                      "sums",
                      Object.entries(limits.sum)
                        .map(([name, most]) => `${name} ≤ ${number.format(most)}`)
                        .join(", "),
                    ]
                  : null,
              ]}
            />
          </CardBody>
        </Card>
        <Card isFlat>
          <CardTitle component="h2">{text("delegation")}</CardTitle>
          <CardBody>
            <Facts
              of={[
                [
                  "worksFor",
                  text.word("rule", delegation.rule ?? "owner") +
                    ((delegation.group ?? delegation.role) ? `: ${delegation.group ?? delegation.role ?? ""}` : ""),
                ],
                ["apps", <Names key="n" of={delegation.apps} none={text("noApps")} />],
              ]}
            />
          </CardBody>
        </Card>
        <Card isFlat>
          <CardTitle component="h2">{text("strictness")}</CardTitle>
          <CardBody>
            {strict.length === 0 ? (
              text("strictAsRealm")
            ) : (
              <List>
                {strict.map((member) => (
                  <ListItem key={member}>{text(`strict.${member}`)}</ListItem>
                ))}
              </List>
            )}
          </CardBody>
        </Card>
        <Card isFlat>
          <CardTitle component="h2">{text("alone")}</CardTitle>
          <CardBody>
            {autonomous ? (
              <>
                <Alert variant="info" isInline isPlain title={text("aloneMay")} className="pf-v5-u-mb-md" />
                <Facts
                  of={[
                    ["scopes", <Names key="n" of={autonomous.scopes} none={none} />],
                    ["targets", <Names key="n" of={autonomous.targets} none={none} />],
                    [
                      "operations",
                      <Names key="n" of={autonomous.actions} none={autonomous.actions ? none : text("anyOperation")} />,
                    ],
                  ]}
                />
              </>
            ) : (
              text("aloneNot")
            )}
          </CardBody>
        </Card>
        <RulesCard agent={agent} />
        <BlocksCard agent={agent} />
      </Gallery>
    </PageSection>
  );
}
