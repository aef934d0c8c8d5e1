/** Facts about a thing, each with its name; one below the other where there is little room. */
import type { ReactNode } from "react";
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "../app/pf";

export function Rows({ of }: { of: readonly (readonly [string, ReactNode] | null)[] }) {
  return (
    <DescriptionList isCompact isHorizontal className="pf-v5-u-mt-md">
      {of.map((row) =>
        row === null ? null : (
          <DescriptionListGroup key={row[0]}>
            <DescriptionListTerm>{row[0]}</DescriptionListTerm>
            <DescriptionListDescription className="pf-v5-u-text-break-word">{row[1]}</DescriptionListDescription>
          </DescriptionListGroup>
        ),
      )}
    </DescriptionList>
  );
}

/** One line each. */
export function LinesOf({ of }: { of: readonly string[] }) {
  return (
    <>
      {of.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
  );
}
