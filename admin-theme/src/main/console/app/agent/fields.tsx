/** The fields of what an admin says about an agent. */
import type { ReactNode } from "react";
import { useText } from "../context";
import { ENVIRONMENTS, RULES, STRICTNESS } from "../model";
import { Choice } from "../parts/Choice";
import { Entries } from "../parts/Entries";
import { Period } from "../parts/Period";
import { useSuggestions } from "../parts/suggest";
import { Checkbox, FormGroup, FormHelperText, HelperText, HelperTextItem, Switch, TextArea, TextInput } from "../pf";
import type { Key } from "../texts";
import { type Draft, FACTS } from "./draft";

export interface FieldsProps {
  draft: Draft;
  change(values: Partial<Draft>): void;
}

export function Hint({ children }: { children: ReactNode }) {
  return (
    <FormHelperText>
      <HelperText>
        <HelperTextItem>{children}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

type Words = { [K in keyof Draft]: Draft[K] extends string ? K : never }[keyof Draft];

interface TextFieldProps extends FieldsProps {
  member: Words;
  label: Key;
  hint?: Key;
  required?: boolean;
  type?: "text" | "number" | "date";
  max?: number;
}

export function TextField({
  draft,
  change,
  member,
  label,
  hint,
  required = false,
  type = "text",
  max = 255,
}: TextFieldProps) {
  const text = useText();
  const id = `agent-${member}`;
  return (
    <FormGroup label={text(label)} fieldId={id} isRequired={required}>
      <TextInput
        id={id}
        data-testid={id}
        type={type}
        isRequired={required}
        maxLength={max}
        {...(type === "number" ? { min: 1 } : {})}
        value={draft[member]}
        onChange={(_event, value) => {
          change({ [member]: value });
        }}
      />
      {hint ? <Hint>{text(hint)}</Hint> : null}
    </FormGroup>
  );
}

export function NameFields(props: FieldsProps) {
  const { draft, change } = props;
  const text = useText();
  return (
    <>
      <TextField {...props} member="name" label="name" hint="hint.name" />
      <FormGroup label={text("purpose")} fieldId="agent-purpose">
        <TextArea
          id="agent-purpose"
          data-testid="agent-purpose"
          maxLength={1024}
          resizeOrientation="vertical"
          value={draft.purpose}
          onChange={(_event, value) => {
            change({ purpose: value });
          }}
        />
        <Hint>{text("hint.purpose")}</Hint>
      </FormGroup>
      <TextField {...props} member="description" label="description" />
      <EnvironmentField {...props} />
    </>
  );
}

export function FactFields(props: FieldsProps) {
  const { draft, change } = props;
  const text = useText();
  return (
    <>
      {FACTS.map((member) => (
        <TextField key={member} {...props} member={member} label={member === "version" ? "softwareVersion" : member} />
      ))}
      <FormGroup label={text("labels")} fieldId="agent-labels">
        <Entries
          id="agent-labels"
          label={text("labels")}
          value={draft.labels}
          onChange={(labels) => {
            change({ labels });
          }}
        />
        <Hint>{text("hint.labels")}</Hint>
      </FormGroup>
    </>
  );
}

export function EnvironmentField({ draft, change }: FieldsProps) {
  const text = useText();
  return (
    <FormGroup label={text("environment")} fieldId="agent-environment">
      <Choice
        id="agent-environment"
        label={text("environment")}
        value={draft.environment}
        options={ENVIRONMENTS.map((value) => ({ value, label: text.word("environment", value) }))}
        onChange={(value) => {
          change({ environment: value as Draft["environment"] });
        }}
      />
      <Hint>{text("hint.environment")}</Hint>
    </FormGroup>
  );
}

export function SponsorField({ draft, change }: FieldsProps) {
  const text = useText();
  const suggest = useSuggestions();
  return (
    <FormGroup label={text("sponsors")} fieldId="agent-sponsors">
      <Entries
        id="agent-sponsors"
        label={text("sponsors")}
        value={draft.sponsors}
        suggest={suggest.users}
        onChange={(sponsors) => {
          change({ sponsors });
        }}
      />
      <Hint>{text("hint.sponsors")}</Hint>
    </FormGroup>
  );
}

export function AuthorityFields({ draft, change }: FieldsProps) {
  const text = useText();
  const suggest = useSuggestions();
  const list = (
    member: "scopes" | "targets" | "roles" | "delegates" | "apps",
    label: Key,
    hint: Key,
    from?: keyof typeof suggest,
  ) => (
    <FormGroup label={text(label)} fieldId={`agent-${member}`}>
      <Entries
        id={`agent-${member}`}
        label={text(label)}
        value={draft[member]}
        {...(from ? { suggest: suggest[from] } : {})}
        onChange={(value) => {
          change({ [member]: value });
        }}
      />
      <Hint>{text(hint)}</Hint>
    </FormGroup>
  );
  return (
    <>
      {list("scopes", "scopes", "hint.scopes", "scopes")}
      {list("targets", "targets", "hint.targets", "targets")}
      <FormGroup label={text("operations")} fieldId="agent-actions">
        <Switch
          id="agent-limit-actions"
          className="pf-v5-u-mb-sm"
          label={text("limitOperations")}
          labelOff={text("limitOperations")}
          isChecked={draft.limitActions}
          onChange={(_event, limitActions) => {
            change({ limitActions });
          }}
        />
        {draft.limitActions ? (
          <Entries
            id="agent-actions"
            label={text("operations")}
            value={draft.actions}
            onChange={(actions) => {
              change({ actions });
            }}
          />
        ) : null}
        <Hint>{text(draft.limitActions ? "hint.operations" : "hint.anyOperation")}</Hint>
      </FormGroup>
      <FormGroup label={text("worksFor")} fieldId="agent-rule">
        <Choice
          id="agent-rule"
          label={text("worksFor")}
          value={draft.rule}
          options={RULES.map((value) => ({ value, label: text.word("rule", value) }))}
          onChange={(value) => {
            change({ rule: value as Draft["rule"], of: "" });
          }}
        />
        {draft.rule === "group" || draft.rule === "role" ? (
          <TextInput
            id="agent-of"
            data-testid="agent-of"
            className="pf-v5-u-mt-sm"
            aria-label={text(draft.rule === "group" ? "groupPath" : "roleName")}
            placeholder={text(draft.rule === "group" ? "groupPath" : "roleName")}
            value={draft.of}
            onChange={(_event, of) => {
              change({ of });
            }}
          />
        ) : null}
        <Hint>{text("hint.rule")}</Hint>
      </FormGroup>
      {list("apps", "apps", "hint.apps", "clients")}
      {list("roles", "roles", "hint.roles")}
      {list("delegates", "delegates", "hint.delegates", "agents")}
    </>
  );
}

export function LimitFields(props: FieldsProps) {
  const { draft, change } = props;
  const text = useText();
  return (
    <>
      {(["taskSeconds", "tokenSeconds"] as const).map((member) => {
        const label = text(member === "taskSeconds" ? "taskLife" : "tokenLife");
        return (
          <FormGroup key={member} label={label} fieldId={`agent-${member}`}>
            <Period
              id={`agent-${member}`}
              label={label}
              value={draft[member]}
              onChange={(seconds) => {
                change({ [member]: seconds });
              }}
            />
            <Hint>{text(`hint.${member}`)}</Hint>
          </FormGroup>
        );
      })}
      <TextField {...props} member="chainDepth" label="chainDepth" hint="hint.chainDepth" type="number" />
      <TextField {...props} member="concurrentTasks" label="concurrentTasks" hint="hint.concurrentTasks" type="number" />
      <TextField {...props} member="expires" label="expires" hint="hint.expires" type="date" />
      <FormGroup label={text("strictness")} role="group" fieldId="agent-strictness">
        {STRICTNESS.map((member) => (
          <Checkbox
            key={member}
            id={`agent-strict-${member}`}
            className="pf-v5-u-mb-xs"
            label={text(`strict.${member}`)}
            isChecked={draft.strict.includes(member)}
            onChange={(_event, on) => {
              change({ strict: on ? [...draft.strict, member] : draft.strict.filter((other) => other !== member) });
            }}
          />
        ))}
      </FormGroup>
    </>
  );
}
