/** The rules of a realm: those in force, a draft of others, what a draft would have decided, and why something was decided. */
import { useState } from "react";
import { CallFailed } from "../../shared/api";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import { Compact } from "../parts/labels";
import { useReason } from "../parts/reason";
import { RowActions } from "../parts/RowActions";
import { Content, Nothing } from "../parts/State";
import { useSay } from "../parts/Toasts";
import {
  Alert,
  AlertActionLink,
  Button,
  Flex,
  FormGroup,
  Label,
  List,
  ListItem,
  PageSection,
  PageSectionVariants,
  Switch,
  Table,
  Tbody,
  Td,
  TextInput,
  Th,
  Thead,
  Title,
  Tr,
} from "../pf";
import { Explain } from "../policy/Explain";
import { isLogOnly, NEW_RULE, type Policy, problemsOf, type Replay, type Rule } from "../policy/model";
import { sayScope } from "../policy/scope";
import { ReplayResult } from "../policy/ReplayResult";
import { RuleDialog } from "../policy/RuleDialog";
import { Versions } from "../policy/Versions";

export default function PolicyTab() {
  const agents = useAgents();
  const policy = useLoad<Policy>((signal) => agents("GET", ["policy"], { signal }), [agents]);
  return (
    <PageSection variant={PageSectionVariants.light}>
      <Content of={policy}>{(found) => <Editor key={found.version ?? 0} policy={found} changed={policy.reload} />}</Content>
      <Explain />
    </PageSection>
  );
}

function Editor({ policy, changed }: { policy: Policy; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const { rights } = useConsole();
  const [rules, setRules] = useState(policy.rules);
  const [comment, setComment] = useState("");
  const [edited, setEdited] = useState<number | null>(null);
  const [replay, setReplay] = useState<Replay | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const same = JSON.stringify(rules) === JSON.stringify(policy.rules);
  const set = (next: Rule[]) => {
    setReplay(null);
    setError(null);
    setRules(next);
  };
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    run(async () => {
      const body = { rules, version: policy.version ?? 0, ...(comment === "" ? {} : { comment }) };
      const saved = await agents<Policy>("PUT", ["policy"], { body });
      say.done(text("rulesSaved", { version: saved.version ?? 0 }));
      changed();
    });
  const tryOut = () =>
    run(async () => {
      setReplay(await agents<Replay>("POST", ["policy", "replay"], { query: { max: 1000 }, body: { rules } }));
    });
  const rule = edited === null ? null : (rules[edited] ?? NEW_RULE);
  return (
    <>
      <Flex className="pf-v5-u-mb-md" justifyContent={{ default: "justifyContentSpaceBetween" }}>
        <Title headingLevel="h2" size="lg">
          {text("rulesVersion", { version: policy.version ?? 0 })}
        </Title>
        {rights.manage ? (
          <Button
            variant="secondary"
            data-testid="add-rule"
            onClick={() => {
              setEdited(rules.length);
            }}
          >
            {text("addRule")}
          </Button>
        ) : null}
      </Flex>
      {rules.length === 0 ? (
        <Nothing title={text("noRules")} body={text("noRulesBody")} />
      ) : (
        <RuleTable rules={rules} edit={rights.manage ? setEdited : null} set={set} />
      )}
      {error === null ? null : <NotSaved error={error} changed={changed} />}
      {rights.manage && rules.length > 0 ? (
        <Button
          variant="secondary"
          className="pf-v5-u-mt-md"
          isDisabled={busy}
          data-testid="replay"
          onClick={() => void tryOut()}
        >
          {text("replay")}
        </Button>
      ) : null}
      {replay ? <ReplayResult replay={replay} /> : null}
      {rights.manage && !same ? (
        <div className="pf-v5-u-mt-md" data-testid="unsaved">
          <Alert variant="info" isInline title={text("unsaved")} className="pf-v5-u-mb-md" />
          <FormGroup label={text("comment")} fieldId="policy-comment" className="pf-v5-u-mb-md">
            <TextInput
              id="policy-comment"
              maxLength={255}
              value={comment}
              onChange={(_event, value) => {
                setComment(value);
              }}
            />
          </FormGroup>
          <Button isDisabled={busy} isLoading={busy} data-testid="policy-save" onClick={() => void save()}>
            {text("saveRules")}
          </Button>{" "}
          <Button
            variant="link"
            onClick={() => {
              set(policy.rules);
            }}
          >
            {text("revert")}
          </Button>
        </div>
      ) : null}
      <Versions now={policy.version ?? 0} restore={rights.manage ? set : null} />
      {rule ? (
        <RuleDialog
          rule={rule}
          taken={rules.filter((_rule, index) => index !== edited).map((other) => other.id)}
          close={() => {
            setEdited(null);
          }}
          keep={(next) => {
            set(edited === rules.length ? [...rules, next] : rules.map((other, index) => (index === edited ? next : other)));
            setEdited(null);
          }}
        />
      ) : null}
    </>
  );
}

function NotSaved({ error, changed }: { error: unknown; changed: () => void }) {
  const text = useText();
  const reason = useReason();
  const conflict = error instanceof CallFailed && error.status === 409;
  const problems = problemsOf(error);
  return (
    <Alert
      variant={conflict ? "warning" : "danger"}
      isInline
      role="alert"
      className="pf-v5-u-mt-md"
      title={text(conflict ? "conflict" : "notDone")}
      actionLinks={conflict ? <AlertActionLink onClick={changed}>{text("showCurrent")}</AlertActionLink> : null}
    >
      {problems.length === 0 ? (
        <p>{conflict ? text("conflictBody") : reason(error)}</p>
      ) : (
        <List>
          {problems.map((problem) => (
            <ListItem key={problem}>{problem}</ListItem>
          ))}
        </List>
      )}
    </Alert>
  );
}

interface RuleTableProps {
  rules: readonly Rule[];
  edit: ((index: number) => void) | null;
  set(rules: Rule[]): void;
}

function RuleTable({ rules, edit, set }: RuleTableProps) {
  const text = useText();
  return (
    <Table variant="compact" aria-label={text("policy")} data-testid="rules-table">
      <Thead>
        <Tr>
          <Th>{text("ruleId")}</Th>
          <Th>{text("condition")}</Th>
          <Th>{text("effect")}</Th>
          <Th>{text("ruleFor")}</Th>
          <Th>{text("enforced")}</Th>
          {edit ? <Th screenReaderText={text("actions")} /> : null}
        </Tr>
      </Thead>
      <Tbody>
        {rules.map((rule, index) => (
          <Tr key={rule.id} data-rule={rule.id}>
            <Td dataLabel={text("ruleId")}>
              {rule.id}
              {rule.description ? <div className="pf-v5-u-color-200">{rule.description}</div> : null}
            </Td>
            <Td dataLabel={text("condition")} modifier="breakWord">
              <code>{rule.condition}</code>
            </Td>
            <Td dataLabel={text("effect")}>
              <Compact>
                <Label isCompact color={rule.effect === "deny" ? "red" : rule.effect === "permit" ? "green" : "gold"}>
                  {text.word("effect", rule.effect)}
                </Label>
              </Compact>
            </Td>
            <Td dataLabel={text("ruleFor")} modifier="breakWord">
              {sayScope(text, rule)}
            </Td>
            <Td dataLabel={text("enforced")}>
              <Switch
                id={`enforce-${rule.id}`}
                aria-label={text("enforceRule", { name: rule.id })}
                label={text("enforced")}
                labelOff={text("logOnly")}
                isDisabled={!edit}
                isChecked={!isLogOnly(rule)}
                onChange={(_event, on) => {
                  set(rules.map((other, at) => (at === index ? { ...other, mode: on ? "enforce" : "log_only" } : other)));
                }}
              />
            </Td>
            {edit ? (
              <Td isActionCell>
                <RowActions
                  of={rule.id}
                  items={[
                    {
                      title: text("edit"),
                      onClick: () => {
                        edit(index);
                      },
                    },
                    {
                      title: text("removeRule"),
                      isDanger: true,
                      onClick: () => {
                        set(rules.filter((_other, at) => at !== index));
                      },
                    },
                  ]}
                />
              </Td>
            ) : null}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
