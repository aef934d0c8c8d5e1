/** Facts about a thing, each with its name. */
import type { ReactNode } from "react";
import { useText } from "../context";
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "../pf";
import type { Key } from "../texts";

export function Facts({ of, columns = 1 }: { of: readonly (readonly [Key, ReactNode] | null)[]; columns?: 1 | 2 }) {
  const text = useText();
  return (
    <DescriptionList
      isHorizontal
      isCompact
      columnModifier={{ default: "1Col", ...(columns === 2 ? { "2xl": "2Col" } : {}) }}
    >
      {of.map((fact) =>
        fact === null ? null : (
          <DescriptionListGroup key={fact[0]}>
            <DescriptionListTerm>{text(fact[0])}</DescriptionListTerm>
            <DescriptionListDescription className="pf-v5-u-text-break-word">{fact[1]}</DescriptionListDescription>
          </DescriptionListGroup>
        ),
      )}
    </DescriptionList>
  );
}
