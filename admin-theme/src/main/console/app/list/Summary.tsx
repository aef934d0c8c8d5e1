/** How the realm stands, in numbers that lead to what they count. */
import { useHref, useText } from "../context";
import type { Loaded } from "../load";
import { LEVELS, type Posture } from "../model";
import { LevelLabel, StatusLabel } from "../parts/labels";
import { Card, CardBody, Flex, FlexItem } from "../pf";

const SHOWN = ["active", "suspended", "orphaned", "expired", "declared"] as const;

export function Summary({ posture }: { posture: Loaded<Posture> }) {
  const text = useText();
  const href = useHref();
  const number = new Intl.NumberFormat(text.lang);
  const { data } = posture;
  if (!data) {
    return null;
  }
  const bad = LEVELS.filter((level) => data.severities[level] > 0).reverse();
  return (
    <div className="pf-v5-u-p-md pf-v5-u-pb-0">
      <Card isFlat isCompact data-testid="agents-summary">
        <CardBody>
          <Flex spaceItems={{ default: "spaceItemsLg" }} rowGap={{ default: "rowGapSm" }}>
            {SHOWN.filter((status) => status === "active" || data.agents[status] > 0).map((status) => (
              <FlexItem key={status}>
                <a href={href.agents({ status })} data-testid={`summary-${status}`}>
                  <strong className="pf-v5-u-mr-xs">{number.format(data.agents[status])}</strong>
                  <StatusLabel status={status} />
                </a>
              </FlexItem>
            ))}
            <FlexItem>
              <a href={href.agents({ section: "tasks", state: "active" })} data-testid="summary-live">
                <strong>{number.format(data.activity.liveTasks)}</strong> {text("liveTasks")}
              </a>
            </FlexItem>
            <FlexItem>
              <a href={href.agents({ section: "audit", outcome: "refused" })} data-testid="summary-refused">
                <strong>{number.format(data.activity.refusedLastDay)}</strong> {text("refusedLastDay")}
              </a>
            </FlexItem>
            <FlexItem align={{ lg: "alignRight" }}>
              <Flex spaceItems={{ default: "spaceItemsMd" }}>
                <span>{bad.length === 0 ? text("noFindings") : text("findings")}</span>
                {bad.map((level) => (
                  <a
                    key={level}
                    href={href.agents({ section: "posture", severity: level })}
                    data-testid={`summary-${level}`}
                  >
                    <strong className="pf-v5-u-mr-xs">{number.format(data.severities[level])}</strong>
                    <LevelLabel level={level} />
                  </a>
                ))}
              </Flex>
            </FlexItem>
          </Flex>
        </CardBody>
      </Card>
    </div>
  );
}
