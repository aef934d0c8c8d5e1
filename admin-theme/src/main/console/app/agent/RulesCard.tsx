/** Which rules of the realm judge what an agent does. */
import { useAgents, useHref, useText } from "../context";
import { useLoad } from "../load";
import type { Agent } from "../model";
import { Part } from "../parts/Part";
import { Content } from "../parts/State";
import { isLogOnly, type Policy } from "../policy/model";
import { isFor, sayScope } from "../policy/scope";
import { Button, Table, Tbody, Td, Th, Thead, Tr } from "../pf";

export function RulesCard({ agent }: { agent: Agent }) {
  const text = useText();
  const href = useHref();
  const agents = useAgents();
  const policy = useLoad<Policy>((signal) => agents("GET", ["policy"], { signal }), [agents]);
  return (
    <Part
      title={text("policy")}
      actions={
        <Button variant="link" isInline component="a" href={href.agents({ section: "policy" })}>
          {text("allRules")}
        </Button>
      }
    >
      <Content of={policy}>
        {({ rules }) => {
          const own = rules.filter((rule) => isFor(rule, agent));
          return own.length === 0 ? (
            <p>{text("noRuleFor")}</p>
          ) : (
            <Table variant="compact" aria-label={text("policy")} data-testid="agent-rules">
              <Thead>
                <Tr>
                  <Th>{text("ruleId")}</Th>
                  <Th>{text("effect")}</Th>
                  <Th>{text("ruleFor")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {own.map((rule) => (
                  <Tr key={rule.id}>
                    <Td dataLabel={text("ruleId")} modifier="breakWord">
                      {rule.id}
                      {rule.description ? <div className="pf-v5-u-color-200">{rule.description}</div> : null}
                    </Td>
                    <Td dataLabel={text("effect")}>
                      {text.word("effect", rule.effect)}
                      {isLogOnly(rule) ? ` (${text("logOnly")})` : ""}
                    </Td>
                    <Td dataLabel={text("ruleFor")} modifier="breakWord">
                      {rule.scope?.ownerGroup ? `${text("ruleFor.ownerGroup")}: ` : ""}
                      {sayScope(text, rule)}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          );
        }}
      </Content>
    </Part>
  );
}
