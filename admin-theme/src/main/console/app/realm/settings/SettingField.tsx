/** One setting of a realm, with what it means and what the server finds wrong with it. */
import type { ReactNode } from "react";
import { useText } from "../../context";
import { STRICTNESS } from "../../model";
import { Choice } from "../../parts/Choice";
import { Entries } from "../../parts/Entries";
import { Period } from "../../parts/Period";
import { useSuggestions } from "../../parts/suggest";
import { Checkbox, FormGroup, FormHelperText, HelperText, HelperTextItem, Switch, TextInput } from "../../pf";
import type { Field } from "./spec";

interface SettingFieldProps {
  field: Field;
  value: unknown;
  fault: string | null;
  isDisabled: boolean;
  change(value: unknown): void;
}

export function SettingField({ field, value, fault, isDisabled, change }: SettingFieldProps) {
  const text = useText();
  const suggest = useSuggestions();
  const { path, kind } = field;
  const id = `set-${path}`;
  const label = text.word("set", path);
  const hint = text.word("hint.set", path);
  const words = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const empty = field.empty === null ? null : undefined;
  const entered = (input: string) => (input === "" ? empty : Number(input));
  const control = (): ReactNode => {
    if (typeof kind === "object") {
      return (
        <Choice
          id={id}
          label={label}
          isDisabled={isDisabled}
          value={words}
          placeholder={text("notSet")}
          options={kind.choice.map((one) => ({ value: one, label: text.word(kind.words, one) }))}
          onChange={change}
        />
      );
    }
    switch (kind) {
      case "period":
        return (
          <Period
            id={id}
            label={label}
            isDisabled={isDisabled}
            value={words}
            onChange={(seconds) => {
              change(entered(seconds));
            }}
          />
        );
      case "number":
        return (
          <TextInput
            id={id}
            type="number"
            min={1}
            {...(field.max === undefined ? {} : { max: field.max })}
            validated={fault === null ? "default" : "error"}
            isDisabled={isDisabled}
            value={words}
            onChange={(_event, input) => {
              change(entered(input));
            }}
          />
        );
      case "text":
        return (
          <TextInput
            id={id}
            validated={fault === null ? "default" : "error"}
            isDisabled={isDisabled}
            value={words}
            onChange={(_event, input) => {
              change(input === "" ? empty : input);
            }}
          />
        );
      case "switch":
        return (
          <Switch
            id={id}
            aria-label={label}
            label={text("on")}
            labelOff={text("off")}
            isDisabled={isDisabled}
            isChecked={value === true}
            onChange={(_event, on) => {
              change(on);
            }}
          />
        );
      case "scopes":
        return (
          <Entries
            id={id}
            label={label}
            isDisabled={isDisabled}
            value={Array.isArray(value) ? (value as string[]) : []}
            suggest={suggest.scopes}
            onChange={change}
          />
        );
      case "strictness": {
        const strict = (value ?? {}) as Readonly<Record<string, boolean>>;
        return STRICTNESS.map((member) => (
          <Checkbox
            key={member}
            id={`set-strict-${member}`}
            className="pf-v5-u-mb-xs"
            label={text(`strict.${member}`)}
            isDisabled={isDisabled}
            isChecked={strict[member] ?? false}
            onChange={(_event, on) => {
              change({ ...strict, [member]: on });
            }}
          />
        ));
      }
    }
  };
  return (
    <FormGroup label={label} fieldId={id} {...(kind === "strictness" ? { role: "group" } : {})} data-setting={path}>
      {control()}
      {fault === null && hint === path ? null : (
        <FormHelperText>
          <HelperText isLiveRegion={fault !== null}>
            {fault === null ? (
              <HelperTextItem>{hint}</HelperTextItem>
            ) : (
              <HelperTextItem variant="error" hasIcon data-testid="setting-fault">
                {fault}
              </HelperTextItem>
            )}
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
