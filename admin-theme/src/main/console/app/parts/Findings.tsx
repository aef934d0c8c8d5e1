/** What is wrong, and what to do about it. */
import { useConsole, useHref, useText } from "../context";
import type { Agent, Finding, Level } from "../model";
import { Alert } from "../pf";
import { useActions } from "../agent/actions";
import { AlertActionLink } from "../pf";

const VARIANTS: Readonly<Record<Level, "info" | "warning" | "danger">> = {
  low: "info",
  medium: "warning",
  high: "warning",
  critical: "danger",
};
const ORDER: readonly Level[] = ["critical", "high", "medium", "low"];

export function bySeverity<T extends { severity: Level }>(findings: readonly T[]): T[] {
  return [...findings].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

/** What to do about a finding, in the admin's language where it is known there. */
export function useAdvice(): (finding: { code: string; advice: string }) => string {
  const text = useText();
  return ({ code, advice }) => {
    const known = text.word("advice", code);
    return known === code ? advice : known;
  };
}

/** The findings of an agent, each with the way to put it right where the pages have one. */
export function FindingAlerts({
  findings,
  agent,
  changed,
}: {
  findings: readonly Finding[];
  agent: Agent;
  changed: () => void;
}) {
  const text = useText();
  const href = useHref();
  const advice = useAdvice();
  const { rights } = useConsole();
  const actions = useActions(changed);
  const edit = (
    <AlertActionLink component="a" href={href.agent(agent.id, "edit")}>
      {text("edit")}
    </AlertActionLink>
  );
  const act = (name: "transfer" | "review" | "suspend" | "retire") => (
    <AlertActionLink
      onClick={() => {
        actions.open(name, agent);
      }}
    >
      {text(`act.${name}`)}
    </AlertActionLink>
  );
  const way = (code: string) => {
    switch (code) {
      case "no_sponsor":
      case "wide_scopes":
      case "foreign_app":
      case "public_app":
      case "dangling_reference":
      case "expiring":
        return edit;
      case "orphaned":
      case "owner_inactive":
        return act("transfer");
      case "review_due":
      case "review_overdue":
        return act("review");
      case "dormant":
        return act("suspend");
      case "never_used":
      case "expired":
        return act("retire");
      default:
        return null;
    }
  };
  return (
    <div data-testid="agent-findings">
      {bySeverity(findings).map((finding) => (
        <Alert
          key={finding.code}
          variant={VARIANTS[finding.severity]}
          isInline
          className="pf-v5-u-mb-sm"
          title={`${text.word("code", finding.code)} (${text.word("severity", finding.severity)})`}
          actionLinks={rights.manage ? way(finding.code) : null}
        >
          <p>{advice(finding)}</p>
          {finding.detail ? <p className="pf-v5-u-color-200">{finding.detail}</p> : null}
        </Alert>
      ))}
      {actions.dialog}
    </div>
  );
}
