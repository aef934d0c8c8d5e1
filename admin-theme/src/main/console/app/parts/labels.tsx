/** Values that mean the same everywhere look the same everywhere. */
import { BanIcon } from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import { CheckCircleIcon } from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { ExclamationCircleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import { ExclamationTriangleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import { InfoCircleIcon } from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import { PauseCircleIcon } from "@patternfly/react-icons/dist/esm/icons/pause-circle-icon";
import { ClockIcon } from "@patternfly/react-icons/dist/esm/icons/clock-icon";
import type { ReactNode } from "react";
import { useText } from "../context";
import type { Level } from "../model";
import { Label } from "../pf";

type Colour = "green" | "orange" | "red" | "blue" | "grey" | "gold" | "purple" | "cyan";

const STATES: Readonly<Record<string, readonly [Colour, ReactNode]>> = {
  active: ["green", <CheckCircleIcon key="i" />],
  suspended: ["orange", <PauseCircleIcon key="i" />],
  orphaned: ["red", <ExclamationCircleIcon key="i" />],
  expired: ["grey", <ClockIcon key="i" />],
  retired: ["grey", <BanIcon key="i" />],
  declared: ["blue", <InfoCircleIcon key="i" />],
  pending: ["blue", <ClockIcon key="i" />],
  completed: ["grey", <CheckCircleIcon key="i" />],
  revoked: ["grey", <BanIcon key="i" />],
};

const LEVELS: Readonly<Record<Level, readonly [Colour, ReactNode]>> = {
  low: ["grey", <InfoCircleIcon key="i" />],
  medium: ["gold", <ExclamationTriangleIcon key="i" />],
  high: ["orange", <ExclamationTriangleIcon key="i" />],
  critical: ["red", <ExclamationCircleIcon key="i" />],
};

/** Keeps a label from growing to the width of a cell on narrow screens. */
export function Compact({ children }: { children: ReactNode }) {
  return <span>{children}</span>;
}

export function StatusLabel({ status }: { status: string }) {
  const text = useText();
  const [color, icon] = STATES[status] ?? ["grey", null];
  return (
    <Compact>
      <Label color={color} icon={icon} isCompact data-testid="agent-status">
        {text.word("status", status)}
      </Label>
    </Compact>
  );
}

export function TaskStateLabel({ state }: { state: string }) {
  const text = useText();
  const [color, icon] = STATES[state] ?? ["grey", null];
  return (
    <Compact>
      <Label color={color} icon={icon} isCompact data-testid="task-state">
        {text.word("state", state)}
      </Label>
    </Compact>
  );
}

export function LevelLabel({ level, group = "severity" }: { level: Level; group?: "severity" | "risk" }) {
  const text = useText();
  const [color, icon] = LEVELS[level];
  return (
    <Compact>
      <Label color={color} icon={icon} isCompact>
        {text.word(group, level)}
      </Label>
    </Compact>
  );
}

export function EnvironmentLabel({ environment }: { environment: string }) {
  const text = useText();
  return (
    <Compact>
      <Label color={environment === "production" ? "purple" : "cyan"} isCompact>
        {text.word("environment", environment)}
      </Label>
    </Compact>
  );
}

export function Moment({ at, none, seconds = false }: { at: string | null | undefined; none?: string; seconds?: boolean }) {
  const text = useText();
  const time = new Date(at ?? Number.NaN);
  if (Number.isNaN(time.getTime())) {
    return <>{none ?? text("none")}</>;
  }
  const format = new Intl.DateTimeFormat(text.lang, { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" });
  return <time dateTime={time.toISOString()}>{format.format(time)}</time>;
}

/** A length of time as people say it: 15 minutes. */
export function useDuration(): (seconds: number) => string {
  const text = useText();
  return (seconds) => {
    const units = [
      ["day", 86400],
      ["hour", 3600],
      ["minute", 60],
    ] as const;
    const [unit, of] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? (["second", 1] as const);
    return new Intl.NumberFormat(text.lang, { style: "unit", unit, unitDisplay: "long" }).format(seconds / of);
  };
}

/** Names as labels, or a word for there being none. */
export function Names({ of, none }: { of: readonly string[] | undefined; none: string }) {
  if (!of || of.length === 0) {
    return <span className="pf-v5-u-color-200">{none}</span>;
  }
  return (
    <>
      {of.map((name) => (
        <Label key={name} isCompact variant="outline" className="pf-v5-u-mr-xs pf-v5-u-mb-xs">
          {name}
        </Label>
      ))}
    </>
  );
}
