/** How a new agent proves that it is it. */
import { useState } from "react";
import { Hint } from "../agent/fields";
import { useText } from "../context";
import type { Credential, Environment } from "../model";
import { FileUpload, FormGroup, FormHelperText, HelperText, HelperTextItem, Radio, TextInput } from "../pf";
import { type Jwk, keyOf, NoKey } from "./keys";

export type Kind = "key" | "keyUrl" | "federated" | "certificate" | "secret";

export interface CredentialDraft {
  kind: Kind;
  /** What was pasted or uploaded. */
  pasted: string;
  jwk: Jwk | null;
  fault: NoKey["why"] | null;
  jwksUrl: string;
  issuer: string;
  subject: string;
  subjectDn: string;
}

export const NO_CREDENTIAL: CredentialDraft = {
  kind: "key",
  pasted: "",
  jwk: null,
  fault: null,
  jwksUrl: "",
  issuer: "",
  subject: "",
  subjectDn: "",
};

export function isComplete(draft: CredentialDraft): boolean {
  switch (draft.kind) {
    case "key":
      return draft.jwk !== null;
    case "keyUrl":
      return draft.jwksUrl !== "";
    case "federated":
      return draft.issuer !== "" && draft.subject !== "";
    case "certificate":
      return draft.subjectDn !== "";
    case "secret":
      return true;
  }
}

export function credentialOf(draft: CredentialDraft): Credential {
  switch (draft.kind) {
    case "key":
      return { type: "private_key_jwt", jwks: { keys: draft.jwk ? [draft.jwk] : [] } };
    case "keyUrl":
      return { type: "private_key_jwt", jwksUrl: draft.jwksUrl };
    case "federated":
      return { type: "federated_jwt", issuer: draft.issuer, subject: draft.subject };
    case "certificate":
      return { type: "tls_client_auth", subjectDn: draft.subjectDn };
    case "secret":
      return { type: "client_secret" };
  }
}

interface CredentialFieldsProps {
  draft: CredentialDraft;
  environment: Environment;
  change(values: Partial<CredentialDraft>): void;
}

const KINDS: readonly Kind[] = ["key", "keyUrl", "federated", "certificate", "secret"];

export function CredentialFields({ draft, environment, change }: CredentialFieldsProps) {
  const text = useText();
  const kinds = KINDS.filter((kind) => kind !== "secret" || environment === "development");
  const field = (member: "jwksUrl" | "issuer" | "subject" | "subjectDn") => (
    <FormGroup key={member} label={text(member)} isRequired fieldId={`credential-${member}`}>
      <TextInput
        id={`credential-${member}`}
        data-testid={`credential-${member}`}
        isRequired
        value={draft[member]}
        onChange={(_event, value) => {
          change({ [member]: value });
        }}
      />
      <Hint>{text(`hint.${member}`)}</Hint>
    </FormGroup>
  );
  return (
    <>
      <FormGroup label={text("kind")} role="radiogroup" fieldId="credential-kind">
        {kinds.map((kind) => (
          <Radio
            key={kind}
            id={`credential-${kind}`}
            name="credential-kind"
            data-testid={`credential-${kind}`}
            className="pf-v5-u-mb-sm"
            label={text(`proof.${kind}`)}
            description={text(`hint.proof.${kind}`)}
            isChecked={draft.kind === kind}
            onChange={() => {
              change({ kind });
            }}
          />
        ))}
      </FormGroup>
      {draft.kind === "key" ? <KeyField draft={draft} change={change} /> : null}
      {draft.kind === "keyUrl" ? field("jwksUrl") : null}
      {draft.kind === "federated" ? [field("issuer"), field("subject")] : null}
      {draft.kind === "certificate" ? field("subjectDn") : null}
    </>
  );
}

export function KeyField({ draft, change }: Omit<CredentialFieldsProps, "environment">) {
  const text = useText();
  const [name, setName] = useState("");
  const read = (pasted: string) => {
    change({ pasted, jwk: null, fault: null });
    if (pasted.trim() === "") {
      return;
    }
    keyOf(pasted).then(
      (jwk) => {
        change({ jwk, fault: null });
      },
      (error: unknown) => {
        const why = error instanceof NoKey ? error.why : "unreadable";
        // A private key is not kept on the page either.
        change({ jwk: null, fault: why, ...(why === "private" ? { pasted: "" } : {}) });
      },
    );
  };
  return (
    <FormGroup label={text("publicKey")} isRequired fieldId="credential-key-text">
      <FileUpload
        id="credential-key-text"
        data-testid="credential-key-text"
        type="text"
        value={draft.pasted}
        filename={name}
        filenamePlaceholder={text("pasteOrUpload")}
        browseButtonText={text("browse")}
        clearButtonText={text("clear")}
        filenameAriaLabel={text("fileName")}
        textAreaPlaceholder={"-----BEGIN PUBLIC KEY-----"}
        aria-label={text("publicKey")}
        allowEditingUploadedText
        hideDefaultPreview={false}
        onFileInputChange={(_event, file) => {
          setName(file.name);
        }}
        onDataChange={(_event, data) => {
          read(data);
        }}
        onTextChange={(_event, data) => {
          read(data);
        }}
        onClearClick={() => {
          setName("");
          read("");
        }}
      />
      <FormHelperText>
        <HelperText isLiveRegion>
          {draft.fault ? (
            <HelperTextItem variant="error" data-testid="key-fault">
              {text(`key.${draft.fault}`)}
            </HelperTextItem>
          ) : draft.jwk ? (
            <HelperTextItem variant="success" data-testid="key-read">
              {text("key.read", { kind: String(draft.jwk.crv ?? draft.jwk.kty), kid: String(draft.jwk.kid ?? "–") })}
            </HelperTextItem>
          ) : (
            <HelperTextItem>{text("hint.publicKey")}</HelperTextItem>
          )}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
