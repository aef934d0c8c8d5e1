/** Makes an agent of a client that exists, after a look at what that would change. */
import { useState } from "react";
import { BLANK, type Draft, specOf } from "../agent/draft";
import { AuthorityFields, EnvironmentField, Hint, NameFields } from "../agent/fields";
import { useAgents, useHref, useText, useView } from "../context";
import type { Agent } from "../model";
import { Entries } from "../parts/Entries";
import { Header } from "../parts/Header";
import { useReason } from "../parts/reason";
import { useSuggestions } from "../parts/suggest";
import {
  ActionGroup,
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Button,
  Checkbox,
  Form,
  FormGroup,
  PageSection,
  PageSectionVariants,
  Switch,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Title,
  Tr,
} from "../pf";
import { credentialOf, CredentialFields, isComplete, NO_CREDENTIAL } from "./credential";
import { Made } from "./Made";

interface Adoption {
  dryRun: boolean;
  changes: { setting: string; from: string | null; to: string | null }[];
  agent: Agent;
}

export default function AdoptPage() {
  const text = useText();
  const href = useHref();
  const view = useView();
  const agents = useAgents();
  const reason = useReason();
  const suggest = useSuggestions();
  const named = view.get("client");
  const [client, setClient] = useState<string[]>(named === "" ? [] : [named]);
  const [draft, setDraft] = useState<Draft>({ ...BLANK, limitActions: false });
  const [more, setMore] = useState(false);
  const [confirmApps, setConfirmApps] = useState(false);
  const [renew, setRenew] = useState(false);
  const [credential, setCredential] = useState(NO_CREDENTIAL);
  const [adopted, setAdopted] = useState<Agent | null>(null);
  const [preview, setPreview] = useState<Adoption | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (values: Partial<Draft>) => {
    setPreview(null);
    setDraft((before) => ({ ...before, ...values }));
  };
  // What is left open is taken from the client itself.
  const body = () => {
    const clientId = client[0] ?? "";
    const full = specOf({ ...draft, clientId });
    return {
      ...(more ? full : { clientId, owner: full.owner, environment: full.environment }),
      ...(renew ? { credential: credentialOf(credential) } : {}),
    };
  };
  const run = async (dryRun: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const query = { dryRun, confirmPublicApps: confirmApps };
      const answer = await agents<Adoption>("POST", ["adopt"], { query, body: body() });
      if (dryRun) {
        setPreview(answer);
      } else {
        setAdopted(answer.agent);
      }
    } catch (failure) {
      setPreview(null);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const ready = client.length > 0 && draft.owner.length > 0 && (!renew || isComplete(credential));
  return (
    <>
      <Header
        title={text("adopt")}
        about={text("aboutAdopt")}
        above={
          <Breadcrumb className="pf-v5-u-mb-sm" aria-label={text("breadcrumb")}>
            <BreadcrumbItem to={href.agents()}>{text("agents")}</BreadcrumbItem>
            <BreadcrumbItem isActive>{text("adopt")}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      {adopted ? (
        <Made agent={adopted} title={text("adopted", { name: adopted.clientId })} />
      ) : (
        <PageSection variant={PageSectionVariants.light}>
          <Form
            isHorizontal
            isWidthLimited
            onSubmit={(event) => {
              event.preventDefault();
              void run(true);
            }}
          >
            <FormGroup label={text("client")} isRequired fieldId="adopt-client">
              <Entries
                id="adopt-client"
                label={text("client")}
                single
                value={client}
                suggest={suggest.clients}
                onChange={(value) => {
                  setPreview(null);
                  setClient(value);
                }}
              />
            </FormGroup>
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
            {more ? null : <EnvironmentField draft={draft} change={change} />}
            <FormGroup fieldId="adopt-renew">
              <Switch
                id="adopt-renew"
                label={text("newCredential")}
                labelOff={text("newCredential")}
                isChecked={renew}
                onChange={(_event, on) => {
                  setPreview(null);
                  setRenew(on);
                }}
              />
              <Hint>{text("hint.newCredential")}</Hint>
            </FormGroup>
            {renew ? (
              <CredentialFields
                draft={credential}
                environment={draft.environment}
                change={(values) => {
                  setPreview(null);
                  setCredential((before) => ({ ...before, ...values }));
                }}
              />
            ) : null}
            <FormGroup fieldId="adopt-more">
              <Switch
                id="adopt-more"
                label={text("sayMore")}
                labelOff={text("sayMore")}
                isChecked={more}
                onChange={(_event, on) => {
                  setPreview(null);
                  setMore(on);
                }}
              />
            </FormGroup>
            {more ? (
              <>
                <NameFields draft={draft} change={change} />
                <AuthorityFields draft={draft} change={change} />
                <FormGroup fieldId="confirm-apps">
                  <Checkbox
                    id="confirm-apps"
                    label={text("confirmApps")}
                    isChecked={confirmApps}
                    onChange={(_event, on) => {
                      setConfirmApps(on);
                    }}
                  />
                </FormGroup>
              </>
            ) : null}
            {error === null ? null : (
              <Alert variant="danger" isInline role="alert" title={text("notAdopted")} data-testid="adopt-failure">
                <p>{reason(error)}</p>
              </Alert>
            )}
            {preview ? <Changes of={preview} /> : null}
            <ActionGroup>
              <Button
                type="submit"
                variant={preview ? "secondary" : "primary"}
                isDisabled={!ready || busy}
                isLoading={busy}
                data-testid="adopt-preview"
              >
                {text("preview")}
              </Button>
              {preview ? (
                <Button isDisabled={busy} data-testid="adopt-do" onClick={() => void run(false)}>
                  {text("adopt")}
                </Button>
              ) : null}
              <Button component="a" variant="link" href={href.agents()}>
                {text("cancel")}
              </Button>
            </ActionGroup>
          </Form>
        </PageSection>
      )}
    </>
  );
}

function Changes({ of }: { of: Adoption }) {
  const text = useText();
  return (
    <div data-testid="adopt-changes">
      <Title headingLevel="h2" size="md">
        {text("wouldChange")}
      </Title>
      {of.changes.length === 0 ? (
        <p>{text("changesNothing")}</p>
      ) : (
        <Table variant="compact" aria-label={text("wouldChange")}>
          <Thead>
            <Tr>
              <Th>{text("setting")}</Th>
              <Th>{text("before")}</Th>
              <Th>{text("after")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {of.changes.map((changed) => (
              <Tr key={changed.setting}>
                <Td dataLabel={text("setting")} modifier="breakWord">
                  {changed.setting}
                </Td>
                <Td dataLabel={text("before")} modifier="breakWord">
                  {changed.from ?? text("none")}
                </Td>
                <Td dataLabel={text("after")} modifier="breakWord">
                  {changed.to ?? text("none")}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </div>
  );
}
