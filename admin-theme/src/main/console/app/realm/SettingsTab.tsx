/** What a realm decided for all its agents. */
import { useState } from "react";
import { CallFailed } from "../../shared/api";
import { Hint } from "../agent/fields";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import { STRICTNESS } from "../model";
import { Choice } from "../parts/Choice";
import { Entries } from "../parts/Entries";
import { Period } from "../parts/Period";
import { useReason } from "../parts/reason";
import { Content } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import { useSay } from "../parts/Toasts";
import {
  ActionGroup,
  Alert,
  AlertActionLink,
  Button,
  Checkbox,
  Form,
  FormGroup,
  FormSection,
  PageSection,
  PageSectionVariants,
  Switch,
  TextInput,
} from "../pf";

const PERIODS = [
  "developmentReviewSeconds",
  "productionReviewSeconds",
  "reminderSeconds",
  "graceSeconds",
  "secretSeconds",
  "rotationSeconds",
  "staleKeySeconds",
  "dormantSeconds",
] as const;
const TASK_PERIODS = ["taskSeconds", "tokenSeconds", "retentionSeconds", "tokenRetentionSeconds"] as const;

type Period = (typeof PERIODS)[number];
type TaskPeriod = (typeof TASK_PERIODS)[number];
type Strict = (typeof STRICTNESS)[number];

interface Tasks extends Partial<Record<TaskPeriod, number>> {
  chainDepth?: number;
  strictness?: Partial<Record<Strict, boolean>>;
}

interface Settings extends Partial<Record<Period, number>> {
  confirmOwner?: "transfer" | "production";
  ownerGroup?: string | null;
  maxLiveTasks?: number;
  wideScopes?: string[];
  adoptDeclared?: boolean;
  tasks?: Tasks;
  version?: number | null;
}

export default function SettingsTab() {
  const agents = useAgents();
  const settings = useLoad<Settings>((signal) => agents("GET", ["settings"], { signal }), [agents]);
  return (
    <PageSection variant={PageSectionVariants.light}>
      <Content of={settings}>
        {(found) => <Editor key={found.version ?? 0} settings={found} changed={settings.reload} />}
      </Content>
    </PageSection>
  );
}

function Editor({ settings, changed }: { settings: Settings; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const reason = useReason();
  const suggest = useSuggestions();
  const { rights } = useConsole();
  const [draft, setDraft] = useState(settings);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const conflict = error instanceof CallFailed && error.status === 409;
  const same = JSON.stringify(draft) === JSON.stringify(settings);
  const fixed = !rights.manage;
  const change = (values: Partial<Settings>) => {
    setDraft((before) => ({ ...before, ...values }));
  };
  const changeTasks = (values: Partial<Tasks>) => {
    setDraft((before) => ({ ...before, tasks: { ...before.tasks, ...values } }));
  };
  const seconds = (value: string) => (value === "" ? undefined : Number(value));
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await agents("PUT", ["settings"], { body: draft });
      say.done(text("saved"));
      changed();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form
      isHorizontal
      isWidthLimited
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormSection title={text("tasks")} titleElement="h2">
        {TASK_PERIODS.map((member) => (
          <FormGroup key={member} label={text(`set.${member}`)} fieldId={`set-${member}`}>
            <Period
              id={`set-${member}`}
              label={text(`set.${member}`)}
              isDisabled={fixed}
              value={String(draft.tasks?.[member] ?? "")}
              onChange={(value) => {
                changeTasks({ [member]: seconds(value) });
              }}
            />
          </FormGroup>
        ))}
        <FormGroup label={text("chainDepth")} fieldId="set-chainDepth">
          <TextInput
            id="set-chainDepth"
            type="number"
            min={1}
            max={8}
            isDisabled={fixed}
            value={draft.tasks?.chainDepth ?? ""}
            onChange={(_event, value) => {
              changeTasks({ chainDepth: seconds(value) });
            }}
          />
        </FormGroup>
        <FormGroup label={text("set.maxLiveTasks")} fieldId="set-maxLiveTasks">
          <TextInput
            id="set-maxLiveTasks"
            type="number"
            min={1}
            isDisabled={fixed}
            value={draft.maxLiveTasks ?? ""}
            onChange={(_event, value) => {
              change({ maxLiveTasks: seconds(value) });
            }}
          />
        </FormGroup>
        <FormGroup label={text("set.strictness")} role="group" fieldId="set-strictness">
          {STRICTNESS.map((member) => (
            <Checkbox
              key={member}
              id={`set-strict-${member}`}
              className="pf-v5-u-mb-xs"
              label={text(`strict.${member}`)}
              isDisabled={fixed}
              isChecked={draft.tasks?.strictness?.[member] ?? false}
              onChange={(_event, on) => {
                changeTasks({ strictness: { ...draft.tasks?.strictness, [member]: on } });
              }}
            />
          ))}
        </FormGroup>
      </FormSection>
      <FormSection title={text("people")} titleElement="h2">
        <FormGroup label={text("set.confirmOwner")} fieldId="set-confirmOwner">
          <Choice
            id="set-confirmOwner"
            label={text("set.confirmOwner")}
            isDisabled={fixed}
            value={draft.confirmOwner ?? "transfer"}
            options={(["transfer", "production"] as const).map((value) => ({ value, label: text(`confirm.${value}`) }))}
            onChange={(value) => {
              change({ confirmOwner: value as "transfer" | "production" });
            }}
          />
        </FormGroup>
        <FormGroup label={text("set.ownerGroup")} fieldId="set-ownerGroup">
          <TextInput
            id="set-ownerGroup"
            isDisabled={fixed}
            value={draft.ownerGroup ?? ""}
            onChange={(_event, value) => {
              change({ ownerGroup: value === "" ? null : value });
            }}
          />
          <Hint>{text("hint.ownerGroup")}</Hint>
        </FormGroup>
      </FormSection>
      <FormSection title={text("set.periods")} titleElement="h2">
        {PERIODS.map((member) => (
          <FormGroup key={member} label={text(`set.${member}`)} fieldId={`set-${member}`}>
            <Period
              id={`set-${member}`}
              label={text(`set.${member}`)}
              isDisabled={fixed}
              value={String(draft[member] ?? "")}
              onChange={(value) => {
                change({ [member]: seconds(value) });
              }}
            />
          </FormGroup>
        ))}
      </FormSection>
      <FormSection title={text("set.others")} titleElement="h2">
        <FormGroup label={text("set.wideScopes")} fieldId="set-wideScopes">
          <Entries
            id="set-wideScopes"
            label={text("set.wideScopes")}
            isDisabled={fixed}
            value={draft.wideScopes ?? []}
            suggest={suggest.scopes}
            onChange={(wideScopes) => {
              change({ wideScopes });
            }}
          />
          <Hint>{text("hint.wideScopes")}</Hint>
        </FormGroup>
        <FormGroup label={text("set.adoptDeclared")} fieldId="set-adoptDeclared">
          <Switch
            id="set-adoptDeclared"
            aria-label={text("set.adoptDeclared")}
            label={text("on")}
            labelOff={text("off")}
            isDisabled={fixed}
            isChecked={draft.adoptDeclared ?? false}
            onChange={(_event, adoptDeclared) => {
              change({ adoptDeclared });
            }}
          />
          <Hint>{text("hint.adoptDeclared")}</Hint>
        </FormGroup>
      </FormSection>
      {error === null ? null : (
        <Alert
          variant={conflict ? "warning" : "danger"}
          isInline
          role="alert"
          title={text(conflict ? "conflict" : "notSaved")}
          actionLinks={conflict ? <AlertActionLink onClick={changed}>{text("showCurrent")}</AlertActionLink> : null}
        >
          <p>{conflict ? text("conflictBody") : reason(error)}</p>
        </Alert>
      )}
      {fixed ? null : (
        <ActionGroup>
          <Button type="submit" isDisabled={same || busy} isLoading={busy} data-testid="settings-save">
            {text("save")}
          </Button>
          <Button
            variant="link"
            isDisabled={same}
            onClick={() => {
              setDraft(settings);
              setError(null);
            }}
          >
            {text("revert")}
          </Button>
        </ActionGroup>
      )}
    </Form>
  );
}
