/** The menu at the end of a row, named for what it acts on. */
import { EllipsisVIcon } from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import type { RefObject } from "react";
import { useText } from "../context";
import { ActionsColumn, type IAction, MenuToggle } from "../pf";

export function RowActions({ items, of }: { items: IAction[]; of: string }) {
  const text = useText();
  return (
    <ActionsColumn
      items={items}
      actionsToggle={({ onToggle, isOpen, isDisabled, toggleRef }) => (
        <MenuToggle
          ref={toggleRef as RefObject<HTMLButtonElement>}
          variant="plain"
          aria-label={text("actionsOf", { name: of })}
          isExpanded={isOpen}
          isDisabled={isDisabled}
          onClick={onToggle}
        >
          <EllipsisVIcon aria-hidden />
        </MenuToggle>
      )}
    />
  );
}
