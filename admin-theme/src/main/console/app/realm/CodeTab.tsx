/** Agents as code: all of a realm as one document to take along, and a document to bring the realm in step with. */
import { useState } from "react";
import { CallFailed } from "../../shared/api";
import { useAgents, useConsole, useDownload, useText } from "../context";
import { useReason } from "../parts/reason";
import { Part } from "../parts/Part";
import { useSay } from "../parts/Toasts";
import {
  Alert,
  Button,
  Checkbox,
  FileUpload,
  Form,
  FormGroup,
  Label,
  List,
  ListItem,
  PageSection,
  Stack,
  StackItem,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Title,
  Tr,
} from "../pf";

interface Report {
  created: string[];
  updated: { what: string; changes: { member: string; from: unknown; to: unknown }[] }[];
  unchanged: string[];
  ignored: { what: string; members: string[] }[];
  errors: { what: string; error: string }[];
  agents: number;
  dryRun: boolean;
}

export default function CodeTab() {
  const { rights } = useConsole();
  return (
    <PageSection>
      <Stack hasGutter>
        <StackItem>
          <ExportPart />
        </StackItem>
        {rights.manage ? (
          <StackItem>
            <ImportPart />
          </StackItem>
        ) : null}
      </Stack>
    </PageSection>
  );
}

function ExportPart() {
  const text = useText();
  const say = useSay();
  const download = useDownload();
  const { place } = useConsole();
  const [busy, setBusy] = useState(false);
  const take = async (format: "yaml" | "json") => {
    const name = `agents-${place.realm.replace(/[^\w.-]/g, "_")}.${format}`;
    setBusy(true);
    try {
      await download(["export"], { query: { format }, accept: "*/*" }, name);
      say.done(text("exported", { name }));
    } catch (error) {
      say.failed(text("notDone"), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Part title={text("export")}>
      <p className="pf-v5-u-mb-md">{text("aboutExport")}</p>
      {(["yaml", "json"] as const).map((format) => (
        <Button
          key={format}
          variant="secondary"
          className="pf-v5-u-mr-sm"
          isDisabled={busy}
          data-testid={`export-${format}`}
          onClick={() => void take(format)}
        >
          {text("downloadAs", { format: format.toUpperCase() })}
        </Button>
      ))}
    </Part>
  );
}

function ImportPart() {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const [content, setContent] = useState("");
  const [name, setName] = useState("");
  const [owners, setOwners] = useState(false);
  const [apps, setApps] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const reason = useReason();
  const touch = () => {
    setReport(null);
    setError(null);
  };
  const put = async (dryRun: boolean) => {
    setBusy(true);
    touch();
    try {
      const type = content.trimStart().startsWith("{") ? "application/json" : "application/yaml";
      const query = { dryRun, confirmOwners: owners, confirmPublicApps: apps };
      const answer = await agents<Report>("POST", ["import"], { query, text: { type, content } });
      setReport(answer);
      if (!dryRun) {
        say.done(text("imported"));
      }
    } catch (failure) {
      const body = failure instanceof CallFailed ? (failure.body as Partial<Report> | null) : null;
      if (Array.isArray(body?.errors)) {
        setReport(body as Report);
      } else {
        setError(failure);
      }
    } finally {
      setBusy(false);
    }
  };
  const good = report?.dryRun === true && report.errors.length === 0;
  return (
    <Part title={text("import")}>
      <p className="pf-v5-u-mb-md">{text("aboutImport")}</p>
      <Form>
        <FormGroup label={text("document")} isRequired fieldId="import-document">
          <FileUpload
            id="import-document"
            type="text"
            value={content}
            filename={name}
            filenamePlaceholder={text("pasteOrUpload")}
            browseButtonText={text("browse")}
            clearButtonText={text("clear")}
            filenameAriaLabel={text("fileName")}
            aria-label={text("document")}
            allowEditingUploadedText
            onFileInputChange={(_event, file) => {
              setName(file.name);
            }}
            onDataChange={(_event, data) => {
              touch();
              setContent(data);
            }}
            onTextChange={(_event, data) => {
              touch();
              setContent(data);
            }}
            onClearClick={() => {
              touch();
              setName("");
              setContent("");
            }}
          />
        </FormGroup>
        <FormGroup role="group" label={text("confirmations")} fieldId="import-confirm">
          <Checkbox
            id="import-owners"
            label={text("confirmOwners")}
            isChecked={owners}
            onChange={(_event, on) => {
              touch();
              setOwners(on);
            }}
          />
          <Checkbox
            id="import-apps"
            label={text("confirmApps")}
            isChecked={apps}
            onChange={(_event, on) => {
              touch();
              setApps(on);
            }}
          />
        </FormGroup>
      </Form>
      <div className="pf-v5-u-my-md">
        <Button
          variant="secondary"
          className="pf-v5-u-mr-sm"
          isDisabled={busy || content.trim() === ""}
          isLoading={busy && report === null}
          data-testid="import-try"
          onClick={() => void put(true)}
        >
          {text("preview")}
        </Button>
        <Button isDisabled={busy || !good} data-testid="import-do" onClick={() => void put(false)}>
          {text("import")}
        </Button>
      </div>
      {error === null ? null : (
        <Alert variant="danger" isInline role="alert" title={text("notDone")} data-testid="import-failure">
          <p>{reason(error)}</p>
        </Alert>
      )}
      {report ? <ReportOf report={report} /> : null}
    </Part>
  );
}

function ReportOf({ report }: { report: Report }) {
  const text = useText();
  const wrong = report.errors.length > 0;
  const shown = (value: unknown) =>
    value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);
  const number = new Intl.NumberFormat(text.lang);
  return (
    <div data-testid="import-report">
      <Alert
        variant={wrong ? "danger" : report.dryRun ? "info" : "success"}
        isInline
        role={wrong ? "alert" : "status"}
        className="pf-v5-u-mb-md"
        title={text(wrong ? "importWrong" : report.dryRun ? "importWould" : "imported")}
      >
        <p>
          {text("importCounts", {
            created: number.format(report.created.length),
            updated: number.format(report.updated.length),
            unchanged: number.format(report.unchanged.length),
          })}
        </p>
        {wrong ? (
          <List>
            {report.errors.map((one) => (
              <ListItem key={one.what + one.error}>
                <strong>{one.what}</strong>: {one.error}
              </ListItem>
            ))}
          </List>
        ) : null}
        {report.ignored.length > 0 ? (
          <>
            <p>{text("importIgnored")}</p>
            <List>
              {report.ignored.map((one) => (
                <ListItem key={one.what}>
                  <strong>{one.what}</strong>: {one.members.join(", ")}
                </ListItem>
              ))}
            </List>
          </>
        ) : null}
      </Alert>
      {report.created.length + report.updated.length > 0 ? (
        <>
          <Title headingLevel="h3" size="md">
            {text("changes")}
          </Title>
          <Table variant="compact" aria-label={text("changes")} data-testid="import-changes">
            <Thead>
              <Tr>
                <Th>{text("what")}</Th>
                <Th>{text("setting")}</Th>
                <Th>{text("before")}</Th>
                <Th>{text("after")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {report.created.map((what) => (
                <Tr key={what}>
                  <Td dataLabel={text("what")} modifier="breakWord">
                    {what}{" "}
                    <Label isCompact color="green">
                      {text("isNew")}
                    </Label>
                  </Td>
                  <Td dataLabel={text("setting")}>{text("none")}</Td>
                  <Td dataLabel={text("before")}>{text("none")}</Td>
                  <Td dataLabel={text("after")}>{text("none")}</Td>
                </Tr>
              ))}
              {report.updated.flatMap(({ what, changes }) =>
                changes.map((change) => (
                  <Tr key={`${what} ${change.member}`}>
                    <Td dataLabel={text("what")} modifier="breakWord">
                      {what}
                    </Td>
                    <Td dataLabel={text("setting")} modifier="breakWord">
                      {change.member}
                    </Td>
                    <Td dataLabel={text("before")} modifier="breakWord">
                      <del>{shown(change.from)}</del>
                    </Td>
                    <Td dataLabel={text("after")} modifier="breakWord">
                      <ins>{shown(change.to)}</ins>
                    </Td>
                  </Tr>
                )),
              )}
            </Tbody>
          </Table>
        </>
      ) : null}
    </div>
  );
}
