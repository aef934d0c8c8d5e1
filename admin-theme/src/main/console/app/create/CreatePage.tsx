/** Makes an agent, step by step. */
import { useState } from "react";
import { BLANK, type Draft, specOf } from "../agent/draft";
import { AuthorityFields, Hint, LimitFields, NameFields, SponsorField, TextField } from "../agent/fields";
import { useAgents, useConsole, useHref, useText } from "../context";
import type { Agent } from "../model";
import { Entries } from "../parts/Entries";
import { Facts } from "../parts/Facts";
import { Header } from "../parts/Header";
import { Names, useDuration } from "../parts/labels";
import { useReason } from "../parts/reason";
import { useSuggestions } from "../parts/suggest";
import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Checkbox,
  Form,
  FormGroup,
  PageSection,
  PageSectionVariants,
  Wizard,
  WizardStep,
} from "../pf";
import { credentialOf, CredentialFields, isComplete, NO_CREDENTIAL } from "./credential";
import { Made } from "./Made";

export default function CreatePage() {
  const text = useText();
  const href = useHref();
  const [made, setMade] = useState<Agent | null>(null);
  return (
    <>
      <Header
        title={text("create")}
        above={
          <Breadcrumb className="pf-v5-u-mb-sm" aria-label={text("breadcrumb")}>
            <BreadcrumbItem to={href.agents()}>{text("agents")}</BreadcrumbItem>
            <BreadcrumbItem isActive>{text("create")}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      {made ? <Made agent={made} title={text("made", { name: made.clientId })} /> : <Steps made={setMade} />}
    </>
  );
}

function Steps({ made }: { made: (agent: Agent) => void }) {
  const text = useText();
  const agents = useAgents();
  const reason = useReason();
  const suggest = useSuggestions();
  const { go } = useConsole();
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [credential, setCredential] = useState(NO_CREDENTIAL);
  const [confirmApps, setConfirmApps] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const change = (values: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...values }));
  };
  const props = { draft, change };
  const identified = draft.clientId.trim() !== "" && draft.owner.length > 0;
  const proved = isComplete(credential) && (credential.kind !== "secret" || draft.environment === "development");
  const bounded = (draft.rule !== "group" && draft.rule !== "role") || draft.of !== "";
  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      const query = confirmApps ? { confirmPublicApps: true } : {};
      made(await agents<Agent>("POST", [], { query, body: { ...specOf(draft), credential: credentialOf(credential) } }));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const names = {
    nextButtonText: text("next"),
    backButtonText: text("back"),
    cancelButtonText: text("cancel"),
  };
  return (
    <PageSection variant={PageSectionVariants.light} padding={{ default: "noPadding" }} isFilled>
      <Wizard
        isVisitRequired
        navAriaLabel={text("steps")}
        onClose={() => {
          go("");
        }}
        onSave={() => void create()}
        height="auto"
      >
        <WizardStep id="step-identity" name={text("identity")} footer={{ ...names, isNextDisabled: !identified }}>
          <Form>
            <TextField {...props} member="clientId" label="clientId" hint="hint.clientId" required />
            <FormGroup label={text("owner")} isRequired fieldId="agent-owner">
              <Entries
                id="agent-owner"
                label={text("owner")}
                single
                value={draft.owner}
                suggest={suggest.users}
                onChange={(owner) => {
                  change({ owner });
                }}
              />
              <Hint>{text("hint.owner")}</Hint>
            </FormGroup>
            <NameFields {...props} />
            <SponsorField {...props} />
          </Form>
        </WizardStep>
        <WizardStep
          id="step-credential"
          name={text("credential")}
          isDisabled={!identified}
          footer={{ ...names, isNextDisabled: !proved }}
        >
          <Form>
            <CredentialFields
              draft={credential}
              environment={draft.environment}
              change={(values) => {
                setCredential((before) => ({ ...before, ...values }));
              }}
            />
          </Form>
        </WizardStep>
        <WizardStep
          id="step-authority"
          name={text("authority")}
          isDisabled={!identified || !proved}
          footer={{ ...names, isNextDisabled: !bounded }}
        >
          <Form>
            <AuthorityFields {...props} />
          </Form>
        </WizardStep>
        <WizardStep id="step-limits" name={text("limits")} isDisabled={!identified || !proved || !bounded} footer={names}>
          <Form>
            <LimitFields {...props} />
          </Form>
        </WizardStep>
        <WizardStep
          id="step-review"
          name={text("check")}
          isDisabled={!identified || !proved || !bounded}
          footer={{ ...names, nextButtonText: text("create"), isNextDisabled: busy, nextButtonProps: { isLoading: busy } }}
        >
          {error === null ? null : (
            <Alert
              variant="danger"
              isInline
              role="alert"
              className="pf-v5-u-mb-md"
              title={text("notCreated")}
              data-testid="create-failure"
            >
              <p>{reason(error)}</p>
            </Alert>
          )}
          <Review draft={draft} kind={text(`proof.${credential.kind}`)} />
          {draft.apps.length === 0 ? null : (
            <Checkbox
              id="confirm-apps"
              className="pf-v5-u-mt-md"
              label={text("confirmApps")}
              isChecked={confirmApps}
              onChange={(_event, on) => {
                setConfirmApps(on);
              }}
            />
          )}
        </WizardStep>
      </Wizard>
    </PageSection>
  );
}

function Review({ draft, kind }: { draft: Draft; kind: string }) {
  const text = useText();
  const duration = useDuration();
  const none = text("nothing");
  return (
    <>
      {draft.scopes.length === 0 || draft.targets.length === 0 ? (
        <Alert variant="warning" isInline isPlain className="pf-v5-u-mb-md" title={text("noAuthority")} />
      ) : null}
      <Facts
        of={[
          ["clientId", draft.clientId],
          ["owner", draft.owner.join()],
          ["name", draft.name === "" ? draft.clientId : draft.name],
          ["purpose", draft.purpose === "" ? text("none") : draft.purpose],
          ["environment", text.word("environment", draft.environment)],
          ["sponsors", <Names key="n" of={draft.sponsors} none={text("noSponsors")} />],
          ["credential", kind],
          ["scopes", <Names key="n" of={draft.scopes} none={none} />],
          ["targets", <Names key="n" of={draft.targets} none={none} />],
          ["operations", draft.limitActions ? <Names key="n" of={draft.actions} none={none} /> : text("anyOperation")],
          ["worksFor", `${text.word("rule", draft.rule)}${draft.of === "" ? "" : `: ${draft.of}`}`],
          ["apps", <Names key="n" of={draft.apps} none={text("noApps")} />],
          ["taskLife", draft.taskSeconds === "" ? text("byRealm") : duration(Number(draft.taskSeconds))],
          ["tokenLife", draft.tokenSeconds === "" ? text("byRealm") : duration(Number(draft.tokenSeconds))],
          draft.expires === "" ? null : ["expires", draft.expires],
        ]}
      />
    </>
  );
}
