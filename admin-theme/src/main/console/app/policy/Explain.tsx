/** Why a call was permitted or denied. */
import { useState } from "react";
import { useAgents, useText } from "../context";
import { Facts } from "../parts/Facts";
import { Moment } from "../parts/labels";
import { Failure } from "../parts/State";
import { Card, CardBody, Label, List, ListItem, SearchInput, Title } from "../pf";
import type { Explanation } from "./model";

export function Explain() {
  const text = useText();
  const agents = useAgents();
  const [id, setId] = useState("");
  const [found, setFound] = useState<Explanation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const look = (decision: string) => {
    setFound(null);
    setError(null);
    if (decision !== "") {
      agents<Explanation>("GET", ["policy", "decisions", decision]).then(setFound, setError);
    }
  };
  return (
    <>
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mt-xl pf-v5-u-mb-md">
        {text("explain")}
      </Title>
      <SearchInput
        value={id}
        className="pf-v5-u-mb-md"
        placeholder={text("decisionId")}
        aria-label={text("decisionId")}
        data-testid="explain"
        submitSearchButtonLabel={text("searchNow")}
        resetButtonLabel={text("clearSearch")}
        onChange={(_event, value) => {
          setId(value);
        }}
        onSearch={(_event, value) => {
          look(value.trim());
        }}
        onClear={() => {
          setId("");
          look("");
        }}
      />
      {error === null ? null : <Failure error={error} />}
      {found ? (
        <Card isFlat data-testid="explained">
          <CardBody>
            <Facts
              of={[
                [
                  "outcome",
                  <Label key="l" isCompact color={found.decision ? "green" : "red"}>
                    {text.word("outcome", found.decision ? "permitted" : "refused")}
                  </Label>,
                ],
                ["time", <Moment key="m" at={found.decidedAt} />],
                found.layer ? ["layer", text.word("layer", found.layer)] : null,
                found.denialReason ? ["reason", found.reason ?? found.denialReason] : null,
                found.rule ? ["rule", found.rule] : null,
                found.policyVersion === undefined ? null : ["version", String(found.policyVersion)],
                found.enforcementPoint ? ["askedBy", found.enforcementPoint] : null,
                ["taskId", found.taskId],
                found.rules && found.rules.length > 0
                  ? [
                      "rules",
                      <List key="r" isPlain>
                        {found.rules.map((rule) => (
                          <ListItem key={rule.rule}>
                            {rule.rule}: {text.word("result", rule.result)} ({text.word("effect", rule.effect)}){" "}
                            {rule.error ?? rule.facts.join(", ")}
                          </ListItem>
                        ))}
                      </List>,
                    ]
                  : null,
                found.facts
                  ? [
                      "facts",
                      Object.entries(found.facts).map(([name, value]) => (
                        <div key={name}>
                          <code>
                            {name}: {JSON.stringify(value)}
                          </code>
                        </div>
                      )),
                    ]
                  : null,
              ]}
            />
          </CardBody>
        </Card>
      ) : null}
    </>
  );
}
