/** A length of time, in the largest unit that says it in whole numbers. */
import { useState } from "react";
import { useText } from "../context";
import { Flex, FlexItem, TextInput } from "../pf";
import { Choice } from "./Choice";

const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86400 } as const;
type Unit = keyof typeof UNITS;

export function unitOf(seconds: number): Unit {
  const fitting = (Object.keys(UNITS) as Unit[]).reverse().find((unit) => seconds > 0 && seconds % UNITS[unit] === 0);
  return fitting ?? "seconds";
}

interface PeriodProps {
  id: string;
  label: string;
  /** Seconds in digits, or empty. */
  value: string;
  isDisabled?: boolean;
  onChange(seconds: string): void;
}

export function Period({ id, label, value, isDisabled = false, onChange }: PeriodProps) {
  const text = useText();
  const [unit, setUnit] = useState<Unit>(() => (value === "" ? "minutes" : unitOf(Number(value))));
  const count = value === "" ? "" : String(Number(value) / UNITS[unit]);
  const say = (next: string, of: Unit) => {
    onChange(next === "" ? "" : String(Math.round(Number(next) * UNITS[of])));
  };
  return (
    <Flex spaceItems={{ default: "spaceItemsSm" }} flexWrap={{ default: "nowrap" }}>
      <FlexItem grow={{ default: "grow" }}>
        <TextInput
          id={id}
          data-testid={id}
          type="number"
          min={0}
          step="any"
          aria-label={label}
          isDisabled={isDisabled}
          value={count}
          onChange={(_event, next) => {
            say(next, unit);
          }}
        />
      </FlexItem>
      <FlexItem>
        <Choice
          label={text("unitOf", { label })}
          value={unit}
          isDisabled={isDisabled}
          options={(Object.keys(UNITS) as Unit[]).map((name) => ({ value: name, label: text(`unit.${name}`) }))}
          onChange={(next) => {
            setUnit(next as Unit);
            say(count, next as Unit);
          }}
        />
      </FlexItem>
    </Flex>
  );
}
