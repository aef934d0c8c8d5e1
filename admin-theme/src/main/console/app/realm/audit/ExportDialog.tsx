/** Takes the records that a search is narrowed to along as a file. */
import { useState } from "react";
import { useDownload, useText } from "../../context";
import { Choice } from "../../parts/Choice";
import { Dialog } from "../../parts/Dialog";
import { useSay } from "../../parts/Toasts";
import { Form, FormGroup } from "../../pf";
import { Hint } from "../../agent/fields";
import type { Query } from "../../../shared/api";

const FORMATS = { cloudevents: "ndjson", ocsf: "ndjson", ecs: "ndjson", cef: "txt", csv: "csv" } as const;
type Format = keyof typeof FORMATS;

export default function ExportDialog({ query, close }: { query: Query; close: () => void }) {
  const text = useText();
  const say = useSay();
  const download = useDownload();
  const [format, setFormat] = useState<Format>("cloudevents");
  const narrowed = Object.values(query).some((value) => value !== "" && value !== undefined);
  const act = async () => {
    const name = `agent-records.${format}.${FORMATS[format]}`;
    await download(["audit", "export"], { query: { ...query, format }, accept: "*/*" }, name);
    say.done(text("exported", { name }));
    close();
  };
  return (
    <Dialog title={text("exportRecords")} confirm={text("export")} act={act} close={close}>
      <p className="pf-v5-u-mb-md">{text(narrowed ? "exportNarrowed" : "exportAll")}</p>
      <Form>
        <FormGroup label={text("format")} fieldId="export-format">
          <Choice
            id="export-format"
            label={text("format")}
            value={format}
            options={Object.keys(FORMATS).map((value) => ({ value, label: text.word("format", value) }))}
            onChange={(value) => {
              setFormat(value as Format);
            }}
          />
          <Hint>{text.word("hint.format", format)}</Hint>
        </FormGroup>
      </Form>
    </Dialog>
  );
}
