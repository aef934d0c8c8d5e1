/** What a realm decided for all its agents. */
import { useEffect, useState } from "react";
import { CallFailed } from "../../shared/api";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import { useReason } from "../parts/reason";
import { Content } from "../parts/State";
import { useSay } from "../parts/Toasts";
import {
  ActionGroup,
  Alert,
  AlertActionLink,
  Button,
  Form,
  FormSection,
  PageSection,
  PageSectionVariants,
  Text,
  TextContent,
} from "../pf";
import { SettingField } from "./settings/SettingField";
import { faultOf, GROUPS, sentOf, type Settings, valueAt, withValue } from "./settings/spec";

export default function SettingsTab() {
  const agents = useAgents();
  const settings = useLoad<Settings>((signal) => agents("GET", ["settings"], { signal }), [agents]);
  return (
    <PageSection variant={PageSectionVariants.light}>
      <Content of={settings}>
        {(found) => <Editor key={String(found.version)} settings={found} changed={settings.reload} />}
      </Content>
    </PageSection>
  );
}

function Editor({ settings, changed }: { settings: Settings; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const reason = useReason();
  const { rights } = useConsole();
  const [draft, setDraft] = useState(settings);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const conflict = error instanceof CallFailed && error.status === 409;
  const fault = faultOf(error);
  const same = JSON.stringify(sentOf(draft)) === JSON.stringify(sentOf(settings));
  const faulty = fault?.path;
  useEffect(() => {
    if (faulty !== undefined) {
      document.getElementById(`set-${faulty}`)?.focus();
    }
  }, [faulty, error]);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await agents("PUT", ["settings"], { body: sentOf(draft) });
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
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {GROUPS.map((group) => (
        <FormSection key={group.title} title={text(group.title)} titleElement="h2">
          {group.about ? (
            <TextContent>
              <Text component="small">{text(group.about)}</Text>
            </TextContent>
          ) : null}
          {group.fields.map((field) => (
            <SettingField
              key={field.path}
              field={field}
              value={valueAt(draft, field.path)}
              fault={fault?.path === field.path ? fault.message : null}
              isDisabled={!rights.manage}
              change={(value) => {
                setDraft((before) => withValue(before, field.path, value));
              }}
            />
          ))}
        </FormSection>
      ))}
      {error === null ? null : (
        <Alert
          variant={conflict ? "warning" : "danger"}
          isInline
          role="alert"
          data-testid="settings-failure"
          title={text(conflict ? "conflict" : "notSaved")}
          actionLinks={conflict ? <AlertActionLink onClick={changed}>{text("showCurrent")}</AlertActionLink> : null}
        >
          <p>{conflict ? text("conflictBody") : reason(error)}</p>
        </Alert>
      )}
      {rights.manage ? (
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
      ) : null}
    </Form>
  );
}
