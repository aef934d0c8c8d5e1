/** Records told one after the other, with people, agents alone and agents for people told apart. */
import { useText } from "../../context";
import { Moment } from "../../parts/labels";
import { Compact } from "../../parts/labels";
import { Label, ProgressStep, ProgressStepper } from "../../pf";
import { KindLabel, looksOf } from "../kinds";
import type { StoryLine } from "./model";

export function Timeline({ lines, label }: { lines: readonly StoryLine[]; label: string }) {
  const text = useText();
  return (
    <ProgressStepper isVertical aria-label={label} data-testid="timeline">
      {lines.map((line) => (
        <ProgressStep
          key={line.sequence}
          id={`line-${String(line.sequence)}`}
          titleId={`line-${String(line.sequence)}-title`}
          aria-label={text.word("outcome", line.outcome)}
          variant={line.outcome === "refused" ? "danger" : "info"}
          {...(line.outcome === "refused" ? {} : { icon: looksOf(line.actorKind)[1] })}
          data-kind={line.actorKind}
          description={
            <>
              <span lang="en">{line.summary}</span>
              {line.outcome === "refused" ? (
                <>
                  {" "}
                  <Compact>
                    <Label color="red" variant="outline" isCompact>
                      {text("outcome.refused")}
                    </Label>
                  </Compact>
                </>
              ) : null}
            </>
          }
        >
          <KindLabel kind={line.actorKind} /> {text.word("type", line.type)}{" "}
          <span className="pf-v5-u-color-200 pf-v5-u-font-size-sm">
            <Moment at={line.time} seconds />
          </span>
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}
