/** All that a record holds, with ways to other records of the same task and token. */
import { useConsole, useText, useView } from "../context";
import type { AuditRecord } from "../model";
import { Facts } from "../parts/Facts";
import { PersonById } from "../parts/people";

export function RecordFacts({ record }: { record: AuditRecord }) {
  const text = useText();
  const view = useView();
  const { data } = record;
  const { place } = useConsole();
  const look = (values: Readonly<Record<string, string>>) =>
    `#/${encodeURIComponent(place.realm)}/agents?${view.change({ ...values, first: "" })}`;
  const entries = (of: Readonly<Record<string, unknown>>) =>
    Object.entries(of).map(([name, value]) => (
      <div key={name}>
        <code>
          {name}: {typeof value === "string" ? value : JSON.stringify(value)}
        </code>
      </div>
    ));
  return (
    <Facts
      of={[
        data.reason ? ["reason", data.reason] : null,
        data.principal ? ["person", <PersonById key="p" id={data.principal.sub} />] : null,
        data.owner ? ["owner", <PersonById key="o" id={data.owner.sub} />] : null,
        data.act_chain ? ["chain", data.act_chain.map((party) => party.client_id ?? party.sub).join(" → ")] : null,
        record.subject
          ? [
              "taskId",
              <a key="t" href={look({ task: record.subject })}>
                {record.subject}
              </a>,
            ]
          : null,
        data.credential?.jti
          ? [
              "tokenId",
              <a key="j" href={look({ jti: data.credential.jti })}>
                {data.credential.jti}
              </a>,
            ]
          : null,
        data.authorization ? ["authorization", entries(data.authorization)] : null,
        data.action ? ["operation", entries(data.action)] : null,
        data.change
          ? [
              "changes",
              Object.entries(data.change).map(([name, { before, after }]) => (
                <div key={name}>
                  {name}: <del>{before ?? "–"}</del> → <ins>{after ?? "–"}</ins>
                </div>
              )),
            ]
          : data.changed
            ? ["changes", data.changed.join(", ")]
            : null,
        data.repeated ? ["repeated", String(data.repeated)] : null,
        ["sealed", data.integrity ? `${data.integrity.sequence}: ${data.integrity.hash}` : text("notSealed")],
        ["type", record.type],
      ]}
    />
  );
}
