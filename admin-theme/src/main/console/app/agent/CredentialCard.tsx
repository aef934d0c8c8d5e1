/** How an agent proves that it is it: its keys, since when and until when, and the ways to replace them. */
import { lazy, Suspense, useState } from "react";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import type { Agent, CredentialState, HeldKey } from "../model";
import { Facts } from "../parts/Facts";
import { Moment } from "../parts/labels";
import { Part } from "../parts/Part";
import { RowActions } from "../parts/RowActions";
import { Content } from "../parts/State";
import { Alert, Button, Table, Tbody, Td, Th, Thead, Tr } from "../pf";

// What is visited rarely is fetched when it is.
const KeyDialogs = lazy(() => import("./KeyDialogs"));

export type KeyAct = "rotate" | "replace" | HeldKey;

export function CredentialCard({ agent, changed }: { agent: Agent; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const { rights } = useConsole();
  const [asked, setAsked] = useState<KeyAct | null>(null);
  const credential = useLoad<CredentialState>(
    (signal) => agents("GET", [agent.id, "credential"], { signal }),
    [agents, agent.id, agent.version],
  );
  const found = credential.data;
  const inline = found?.type === "private_key_jwt" && !found.jwksUrl;
  const secret = found?.type === "client_secret";
  const may = rights.manage && agent.status !== "retired";
  return (
    <Part
      title={text("credential")}
      actions={
        may && found ? (
          <>
            {inline || secret ? (
              <Button
                variant="secondary"
                size="sm"
                data-testid="rotate"
                onClick={() => {
                  setAsked("rotate");
                }}
              >
                {text(secret ? "newSecret" : "addKey")}
              </Button>
            ) : null}{" "}
            <Button
              variant={inline || secret ? "link" : "secondary"}
              size="sm"
              data-testid="replace-credential"
              onClick={() => {
                setAsked("replace");
              }}
            >
              {text("replaceCredential")}
            </Button>
          </>
        ) : null
      }
    >
      <Content of={credential}>
        {(state) => (
          <>
            <Facts
              of={[
                ["kind", text.word("credential", state.type)],
                state.jwksUrl ? ["jwksUrl", state.jwksUrl] : null,
                state.subjectDn ? ["subjectDn", state.subjectDn] : null,
                state.issuer ? ["issuer", state.issuer] : null,
                state.subject ? ["subject", state.subject] : null,
                inline && !state.expiresAt ? null : ["ends", <Moment key="m" at={state.expiresAt} none={text("noEnd")} />],
              ]}
            />
            {state.keys.length === 0 ? null : (
              <KeyTable
                keys={state.keys}
                {...(may && inline && state.keys.length > 1
                  ? {
                      remove: setAsked,
                    }
                  : {})}
              />
            )}
            {inline || secret ? null : (
              <Alert
                variant="info"
                isInline
                isPlain
                className="pf-v5-u-mt-md"
                title={text.word("renew", state.jwksUrl ? "keyUrl" : state.type)}
              />
            )}
          </>
        )}
      </Content>
      {asked && found ? (
        <Suspense fallback={null}>
          <KeyDialogs
            agent={agent}
            credential={found}
            act={asked}
            changed={() => {
              credential.reload();
              changed();
            }}
            close={() => {
              setAsked(null);
            }}
          />
        </Suspense>
      ) : null}
    </Part>
  );
}

export function KeyTable({ keys, remove }: { keys: readonly HeldKey[]; remove?: (key: HeldKey) => void }) {
  const text = useText();
  return (
    <Table variant="compact" aria-label={text("keys")} data-testid="keys-table">
      <Thead>
        <Tr>
          <Th>{text("keyAndThumbprint")}</Th>
          <Th>{text("since")}</Th>
          <Th>{text("ends")}</Th>
          {remove ? <Th screenReaderText={text("actions")} /> : null}
        </Tr>
      </Thead>
      <Tbody>
        {keys.map((key) => (
          <Tr key={key.fingerprint} data-key={key.kid ?? ""}>
            <Td dataLabel={text("keyAndThumbprint")} modifier="breakWord">
              {key.kid === null || key.kid === thumbprintOf(key) ? null : <div>{key.kid}</div>}
              <code className="pf-v5-u-font-size-xs pf-v5-u-color-200">{thumbprintOf(key)}</code>
            </Td>
            <Td dataLabel={text("since")}>
              <Moment at={key.since} />
            </Td>
            <Td dataLabel={text("ends")}>
              <Moment at={key.endsAt} none={text("noEnd")} />
            </Td>
            {remove ? (
              <Td isActionCell>
                {key.kid ? (
                  <RowActions
                    of={key.kid}
                    items={[
                      {
                        title: text("removeKey"),
                        isDanger: true,
                        onClick: () => {
                          remove(key);
                        },
                      },
                    ]}
                  />
                ) : null}
              </Td>
            ) : null}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** The thumbprint (RFC 7638) of a key, as records name it; of anything else what tells it from others. */
export function thumbprintOf(key: HeldKey): string {
  return key.fingerprint.replace(/^jwk:/, "");
}
