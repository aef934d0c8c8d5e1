/** One rule, whose condition is checked by the server while it is typed. */
import { useEffect, useState } from "react";
import { Hint } from "../agent/fields";
import { useAgents, useText } from "../context";
import { ENVIRONMENTS } from "../model";
import { Choice } from "../parts/Choice";
import {
  Button,
  Checkbox,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Modal,
  ModalVariant,
  Switch,
  TextArea,
  TextInput,
} from "../pf";
import { SCOPES } from "./scope";
import { changed, type Checked, EFFECTS, isLogOnly, type Rule, sayProblem, STAGES } from "./model";

const WAIT_MILLIS = 400;
const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;

interface RuleDialogProps {
  rule: Rule;
  /** Ids that other rules have. */
  taken: readonly string[];
  keep(rule: Rule): void;
  close(): void;
}

/** What the server says about the condition that was typed last. */
function useCheck(rule: Rule): Checked | null {
  const agents = useAgents();
  const [checked, setChecked] = useState<Checked | null>(null);
  const { condition } = rule;
  const stages = rule.stages?.join() ?? "";
  useEffect(() => {
    setChecked(null);
    if (condition.trim() === "") {
      return undefined;
    }
    const calls = new AbortController();
    const wait = setTimeout(() => {
      const body = { condition, ...(stages === "" ? {} : { stages: stages.split(",") }) };
      agents<Checked>("POST", ["policy", "check"], { body, signal: calls.signal }).then(
        (answer) => {
          if (!calls.signal.aborted) {
            setChecked(answer);
          }
        },
        () => {
          // It is checked again when the rules are saved.
        },
      );
    }, WAIT_MILLIS);
    return () => {
      clearTimeout(wait);
      calls.abort();
    };
  }, [agents, condition, stages]);
  return checked;
}

function hasWhatItsEffectTakes(rule: Rule): boolean {
  switch (rule.effect) {
    case "deny":
      return (rule.reason ?? "") !== "";
    case "require_login":
      return (rule.acr ?? "") !== "" || rule.maxAge !== undefined;
    case "oblige":
      return (rule.obligations ?? []).length > 0;
    default:
      return true;
  }
}

export function RuleDialog({ rule: before, taken, keep, close }: RuleDialogProps) {
  const text = useText();
  const [rule, setRule] = useState(before);
  const checked = useCheck(rule);
  const change = (members: Parameters<typeof changed>[1]) => {
    setRule((now) => changed(now, members));
  };
  const stages = rule.stages ?? STAGES;
  const scope = Object.entries(rule.scope ?? {})[0] ?? (["all", ""] as const);
  const scopeLabel = text(scope[0] === "agent" ? "clientId" : scope[0] === "label" ? "label" : "groupPath");
  const idFault = rule.id === "" ? null : !ID.test(rule.id) ? "ruleIdForm" : taken.includes(rule.id) ? "ruleIdTaken" : null;
  const ready =
    rule.id !== "" &&
    idFault === null &&
    rule.condition.trim() !== "" &&
    checked?.valid !== false &&
    stages.length > 0 &&
    hasWhatItsEffectTakes(rule);
  const line = (member: "description" | "reason" | "acr") => (
    <FormGroup label={text(member)} fieldId={`rule-${member}`} isRequired={member !== "description"}>
      <TextInput
        id={`rule-${member}`}
        data-testid={`rule-${member}`}
        value={rule[member] ?? ""}
        onChange={(_event, value) => {
          change({ [member]: value === "" ? undefined : value });
        }}
      />
    </FormGroup>
  );
  return (
    <Modal
      isOpen
      variant={ModalVariant.large}
      title={text(before.id === "" ? "addRule" : "editRule")}
      onClose={close}
      data-testid="rule-dialog"
      actions={[
        <Button
          key="keep"
          isDisabled={!ready}
          data-testid="rule-keep"
          onClick={() => {
            keep(rule);
          }}
        >
          {text("keepRule")}
        </Button>,
        <Button key="cancel" variant="link" onClick={close}>
          {text("cancel")}
        </Button>,
      ]}
    >
      <Form>
        <FormGroup label={text("ruleId")} isRequired fieldId="rule-id">
          <TextInput
            id="rule-id"
            data-testid="rule-id"
            isRequired
            maxLength={63}
            validated={idFault ? "error" : "default"}
            value={rule.id}
            onChange={(_event, id) => {
              change({ id });
            }}
          />
          <Hint>{text(idFault ?? "hint.ruleId")}</Hint>
        </FormGroup>
        {line("description")}
        <FormGroup label={text("condition")} isRequired fieldId="rule-condition">
          <TextArea
            id="rule-condition"
            data-testid="rule-condition"
            className="pf-v5-u-font-family-monospace"
            isRequired
            rows={4}
            maxLength={2000}
            resizeOrientation="vertical"
            spellCheck={false}
            validated={checked?.valid === false ? "error" : checked?.valid ? "success" : "default"}
            value={rule.condition}
            onChange={(_event, condition) => {
              change({ condition });
            }}
          />
          <FormHelperText>
            <HelperText isLiveRegion data-testid="rule-checked">
              {checked === null ? <HelperTextItem>{text("hint.condition")}</HelperTextItem> : null}
              {checked?.valid ? (
                <HelperTextItem variant="success">
                  {text("looksAt", { facts: (checked.facts ?? []).join(", ") || text("nothing") })}
                </HelperTextItem>
              ) : null}
              {(checked?.valid === false ? (checked.problems ?? []) : []).map((problem) => (
                <HelperTextItem key={sayProblem(problem)} variant="error">
                  {sayProblem(problem)}
                </HelperTextItem>
              ))}
            </HelperText>
          </FormHelperText>
        </FormGroup>
        <FormGroup label={text("effect")} fieldId="rule-effect">
          <Choice
            id="rule-effect"
            label={text("effect")}
            value={rule.effect}
            options={EFFECTS.map((value) => ({ value, label: text.word("effect", value) }))}
            onChange={(value) => {
              const none = { reason: undefined, acr: undefined, maxAge: undefined, obligations: undefined };
              change({ ...none, effect: value as Rule["effect"] });
            }}
          />
        </FormGroup>
        {rule.effect === "deny" ? line("reason") : null}
        {rule.effect === "require_login" ? line("acr") : null}
        {rule.effect === "oblige" ? (
          <FormGroup label={text("obligations")} isRequired fieldId="rule-obligations">
            <TextInput
              id="rule-obligations"
              value={(rule.obligations ?? []).map((one) => (one as { id: string }).id).join(" ")}
              onChange={(_event, value) => {
                change({
                  obligations: value
                    .split(/\s+/)
                    .filter(Boolean)
                    .map((id) => ({ id })),
                });
              }}
            />
            <Hint>{text("hint.obligations")}</Hint>
          </FormGroup>
        ) : null}
        <FormGroup label={text("ruleFor")} fieldId="rule-scope">
          <Choice
            id="rule-scope"
            label={text("ruleFor")}
            value={scope[0]}
            options={(["all", ...SCOPES] as const).map((value) => ({
              value,
              label: text(`ruleFor.${value}`),
            }))}
            onChange={(kind) => {
              change({ scope: kind === "all" ? undefined : { [kind]: kind === "environment" ? "production" : "" } });
            }}
          />
          {scope[0] === "environment" ? (
            <Choice
              label={text("environment")}
              value={scope[1]}
              options={ENVIRONMENTS.map((value) => ({ value, label: text.word("environment", value) }))}
              onChange={(value) => {
                change({ scope: { environment: value } });
              }}
            />
          ) : scope[0] === "all" ? null : (
            <TextInput
              className="pf-v5-u-mt-sm"
              aria-label={scopeLabel}
              placeholder={scopeLabel}
              value={scope[1]}
              onChange={(_event, value) => {
                change({ scope: { [scope[0]]: value } });
              }}
            />
          )}
        </FormGroup>
        <FormGroup label={text("asked")} role="group" fieldId="rule-stages">
          {STAGES.map((stage) => (
            <Checkbox
              key={stage}
              id={`rule-stage-${stage}`}
              label={text(`stage.${stage}`)}
              isChecked={stages.includes(stage)}
              onChange={(_event, on) => {
                change({ stages: STAGES.filter((other) => (other === stage ? on : stages.includes(other))) });
              }}
            />
          ))}
        </FormGroup>
        <FormGroup fieldId="rule-mode">
          <Switch
            id="rule-mode"
            label={text("enforced")}
            labelOff={text("logOnly")}
            isChecked={!isLogOnly(rule)}
            onChange={(_event, on) => {
              change({ mode: on ? "enforce" : "log_only" });
            }}
          />
        </FormGroup>
      </Form>
    </Modal>
  );
}
