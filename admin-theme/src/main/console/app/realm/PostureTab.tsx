/** Everything that is wrong with the agents of a realm, the worst first, and what to do about it. */
import { CheckCircleIcon } from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { useAgents, useHref, useText, useView } from "../context";
import { useLoad } from "../load";
import { type Finding, type Level, LEVELS, type Posture } from "../model";
import { ChoiceFilter } from "../parts/Choice";
import { bySeverity, useAdvice } from "../parts/Findings";
import { LevelLabel, Moment } from "../parts/labels";
import { Pages } from "../parts/Pages";
import { AgentLink } from "../parts/people";
import { Content, Nothing } from "../parts/State";
import {
  Card,
  CardBody,
  Flex,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
  Tr,
} from "../pf";

/** What is asked for most: reviews, and credentials that are none of an agent's own. */
const SUMMARY = ["review_due", "review_overdue", "shared_credential", "debt_overdue"] as const;

export function PostureTab() {
  const href = useHref();
  const text = useText();
  const view = useView();
  const agents = useAgents();
  const advice = useAdvice();
  const severity = view.get("severity");
  const code = view.get("code");
  const first = view.number("first", 0);
  const max = view.number("max", 10) || 10;
  const posture = useLoad<Posture>((signal) => agents("GET", ["posture"], { signal }), [agents]);
  const findings = useLoad(
    async (signal) => {
      const query = { severity, code, first, max: max + 1 };
      const rows = await agents<Finding[]>("GET", ["posture", "findings"], { query, signal });
      return { rows: rows.slice(0, max), more: rows.length > max };
    },
    [agents, severity, code, first, max],
  );
  const codes = bySeverity(posture.data?.findings ?? []);
  const number = new Intl.NumberFormat(text.lang);
  const counted = (of: string) => posture.data?.findings.find((found) => found.code === of)?.count ?? 0;
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("posture")}>
      {posture.data ? (
        <div className="pf-v5-u-p-md pf-v5-u-pb-0">
          <Card isFlat isCompact data-testid="posture-summary">
            <CardBody>
              <Flex spaceItems={{ default: "spaceItemsLg" }} rowGap={{ default: "rowGapSm" }}>
                {SUMMARY.map((of) => (
                  <a key={of} href={href.agents({ section: "posture", code: of })} data-testid={`posture-${of}`}>
                    <strong>{number.format(counted(of))}</strong> {text.word("code", of)}
                  </a>
                ))}
              </Flex>
            </CardBody>
          </Card>
        </div>
      ) : null}
      <Toolbar
        clearFiltersButtonText={text("clearFilters")}
        numberOfFiltersText={(count) => text("filtersApplied", { count })}
        clearAllFilters={() => {
          view.go({ severity: "", code: "", first: "" });
        }}
      >
        <ToolbarContent>
          <ToolbarItem>
            <ChoiceFilter
              id="filter-severity"
              label={text("severity")}
              value={severity}
              options={[...LEVELS].reverse().map((value: Level) => ({ value, label: text.word("severity", value) }))}
              onChange={(value) => {
                view.go({ severity: value, first: "" });
              }}
            />
          </ToolbarItem>
          {codes.length === 0 ? null : (
            <ToolbarItem>
              <ChoiceFilter
                id="filter-code"
                label={text("finding")}
                value={code}
                options={codes.map((found) => ({
                  value: found.code,
                  label: `${text.word("code", found.code)} (${number.format(found.count)})`,
                }))}
                onChange={(value) => {
                  view.go({ code: value, first: "" });
                }}
              />
            </ToolbarItem>
          )}
          <ToolbarGroup align={{ default: "alignRight" }}>
            <ToolbarItem variant="pagination">
              {findings.data ? (
                <Pages view={view} first={first} max={max} shown={findings.data.rows.length} more={findings.data.more} />
              ) : null}
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      <Content of={findings}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing icon={CheckCircleIcon} title={text("noFindings")} body={text("noFindingsBody")} />
          ) : (
            <Table variant="compact" aria-label={text("findings")} data-testid="findings-table">
              <Thead>
                <Tr>
                  <Th>{text("severity")}</Th>
                  <Th>{text("finding")}</Th>
                  <Th>{text("agent")}</Th>
                  <Th>{text("advice")}</Th>
                  <Th>{text("since")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {rows.map((finding) => (
                  <Tr key={`${finding.code} ${finding.agent?.id ?? finding.detail ?? ""}`}>
                    <Td dataLabel={text("severity")}>
                      <LevelLabel level={finding.severity} />
                    </Td>
                    <Td dataLabel={text("finding")}>{text.word("code", finding.code)}</Td>
                    <Td dataLabel={text("agent")} modifier="breakWord">
                      {finding.agent ? (
                        <AgentLink id={finding.agent.id} clientId={finding.agent.clientId} />
                      ) : (
                        (finding.detail ?? text("wholeRealm"))
                      )}
                    </Td>
                    <Td dataLabel={text("advice")} modifier="breakWord">
                      {advice(finding)}
                      {finding.agent && finding.detail ? <div className="pf-v5-u-color-200">{finding.detail}</div> : null}
                    </Td>
                    <Td dataLabel={text("since")} modifier="nowrap">
                      <Moment at={finding.since} />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )
        }
      </Content>
    </section>
  );
}
