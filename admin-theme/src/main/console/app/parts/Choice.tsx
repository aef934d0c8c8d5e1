/** One of few values: in a form, or as a filter of a list. */
import { useState } from "react";
import { useText } from "../context";
import { MenuToggle, Select, SelectList, SelectOption, ToolbarFilter } from "../pf";

export interface Option {
  value: string;
  label: string;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly Option[];
  placeholder?: string;
  id?: string;
  isDisabled?: boolean;
  isFullWidth?: boolean;
  onChange(value: string): void;
}

export function Choice({ label, value, options, placeholder, id, isDisabled, isFullWidth, onChange }: ChoiceProps) {
  const [open, setOpen] = useState(false);
  const shown = options.find((option) => option.value === value)?.label ?? placeholder ?? value;
  return (
    <Select
      isOpen={open}
      selected={value}
      onOpenChange={setOpen}
      shouldFocusToggleOnSelect
      onSelect={(_event, chosen) => {
        onChange(String(chosen));
        setOpen(false);
      }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          id={id}
          isExpanded={open}
          isDisabled={isDisabled ?? false}
          isFullWidth={isFullWidth ?? false}
          aria-label={`${label}: ${shown}`}
          data-testid={id}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {shown}
        </MenuToggle>
      )}
    >
      <SelectList aria-label={label}>
        {options.map((option) => (
          <SelectOption key={option.value} value={option.value}>
            {option.label}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}

/** A choice in a toolbar; what is chosen shows as a chip below it and is chosen again to be taken away. */
export function ChoiceFilter({ label, value, options, id, onChange }: ChoiceProps) {
  const text = useText();
  const chosen = options.find((option) => option.value === value);
  return (
    <ToolbarFilter
      categoryName={label}
      chips={value === "" ? [] : [{ key: value, node: chosen?.label ?? value }]}
      deleteChip={() => {
        onChange("");
      }}
    >
      <Choice
        label={text("filterBy", { label })}
        value={value}
        options={options}
        placeholder={label}
        {...(id ? { id } : {})}
        onChange={(next) => {
          onChange(next === value ? "" : next);
        }}
      />
    </ToolbarFilter>
  );
}
