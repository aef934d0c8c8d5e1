/** Checks on request that nobody changed the records. */
import { useState } from "react";
import { useAgents, useText } from "../context";
import type { ChainReport } from "../model";
import { Failure } from "../parts/State";
import { Alert, AlertActionCloseButton, Button } from "../pf";

export function Verify() {
  const text = useText();
  const agents = useAgents();
  const number = new Intl.NumberFormat(text.lang);
  const [report, setReport] = useState<ChainReport | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    setError(null);
    setReport(null);
    try {
      let looked = await agents<ChainReport>("POST", ["audit", "verify"], { body: {} });
      let records = looked.records;
      while (looked.intact && looked.next !== null) {
        looked = await agents<ChainReport>("POST", ["audit", "verify"], { body: { from: looked.next } });
        records += looked.records;
      }
      setReport({ ...looked, records });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="pf-v5-u-px-md pf-v5-u-pb-md">
      <Button variant="secondary" isLoading={busy} isDisabled={busy} data-testid="verify" onClick={() => void verify()}>
        {text("verify")}
      </Button>
      {error === null ? null : <Failure error={error} />}
      {report === null ? null : (
        <Alert
          className="pf-v5-u-mt-md"
          variant={report.intact ? "success" : "danger"}
          isInline
          role="status"
          data-testid="verified"
          title={text(report.intact ? "intact" : "broken")}
          actionClose={
            <AlertActionCloseButton
              aria-label={text("close")}
              onClose={() => {
                setReport(null);
              }}
            />
          }
        >
          <p>{text("verifiedBody", { records: number.format(report.records), heads: number.format(report.heads) })}</p>
          {report.fault ? (
            <p>
              {text("faultAt", {
                sequence: number.format(report.fault.sequence),
                kind: text.word("fault", report.fault.kind),
              })}
              : {report.fault.message}
            </p>
          ) : null}
        </Alert>
      )}
    </div>
  );
}
