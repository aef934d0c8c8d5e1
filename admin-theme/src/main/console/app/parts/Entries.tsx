/** Names to choose, one or several, with what the server knows offered while typing. */
import { TimesIcon } from "@patternfly/react-icons/dist/esm/icons/times-icon";
import { useEffect, useId, useRef, useState } from "react";
import { useText } from "../context";
import {
  Button,
  Chip,
  ChipGroup,
  MenuToggle,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from "../pf";

export type Suggest = (search: string, signal: AbortSignal) => Promise<string[]>;

interface EntriesProps {
  id: string;
  label: string;
  value: readonly string[];
  /** Only one entry may be there. */
  single?: boolean;
  placeholder?: string;
  suggest?: Suggest;
  isDisabled?: boolean;
  onChange(value: string[]): void;
}

const WAIT_MILLIS = 200;

export function Entries({
  id,
  label,
  value,
  single = false,
  placeholder,
  suggest,
  isDisabled = false,
  onChange,
}: EntriesProps) {
  const text = useText();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<string[]>([]);
  const [focused, setFocused] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const finder = useRef(suggest);
  finder.current = suggest;

  useEffect(() => {
    if (!open || !finder.current) {
      setFound([]);
      return undefined;
    }
    const calls = new AbortController();
    const wait = setTimeout(() => {
      finder.current?.(typed.trim(), calls.signal).then(
        (names) => {
          if (!calls.signal.aborted) {
            setFound(names);
          }
        },
        () => {
          // Without suggestions a name can still be typed.
        },
      );
    }, WAIT_MILLIS);
    return () => {
      clearTimeout(wait);
      calls.abort();
    };
  }, [open, typed]);

  const entry = typed.trim();
  const offered = found.filter((name) => !value.includes(name));
  const options = entry === "" || offered.includes(entry) || value.includes(entry) ? offered : [...offered, entry];

  const choose = (name: string) => {
    onChange(single ? [name] : [...value, name]);
    setTyped("");
    setFocused(-1);
    setOpen(false);
    field.current?.focus();
  };
  const take = (name: string) => {
    onChange(value.filter((other) => other !== name));
    field.current?.focus();
  };
  const keyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const name = options[focused] ?? entry;
      if (name !== "" && !value.includes(name)) {
        choose(name);
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setFocused((before) => (options.length === 0 ? -1 : (before + step + options.length) % options.length));
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) {
      onChange(value.slice(0, -1));
    } else if (event.key === "Escape" || event.key === "Tab") {
      setOpen(false);
    }
  };

  return (
    <Select
      isOpen={open && options.length > 0}
      onOpenChange={setOpen}
      variant="typeahead"
      onSelect={(_event, name) => {
        choose(String(name));
      }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="typeahead"
          isFullWidth
          isExpanded={open}
          isDisabled={isDisabled}
          aria-label={text("choose", { label })}
          onClick={() => {
            setOpen(!open);
            field.current?.focus();
          }}
        >
          <TextInputGroup isPlain>
            <TextInputGroupMain
              inputId={id}
              innerRef={field}
              value={typed}
              data-testid={id}
              autoComplete="off"
              role="combobox"
              isExpanded={open && options.length > 0}
              aria-controls={listId}
              aria-label={label}
              placeholder={value.length === 0 ? (placeholder ?? text("typeName")) : ""}
              onClick={() => {
                setOpen(true);
              }}
              onChange={(_event, next) => {
                setTyped(next);
                setFocused(-1);
                setOpen(true);
              }}
              onBlur={() => {
                // What was typed and not confirmed counts: the person believes it is there.
                if (entry !== "" && !open && !value.includes(entry)) {
                  choose(entry);
                }
              }}
              onKeyDown={keyDown}
            >
              <ChipGroup aria-label={label}>
                {value.map((name) => (
                  <Chip
                    key={name}
                    textMaxWidth="40ch"
                    closeBtnAriaLabel={text("remove", { name })}
                    onClick={(event) => {
                      event.stopPropagation();
                      take(name);
                    }}
                  >
                    {name}
                  </Chip>
                ))}
              </ChipGroup>
            </TextInputGroupMain>
            {value.length > 1 ? (
              <TextInputGroupUtilities>
                <Button
                  variant="plain"
                  aria-label={text("clearAll", { label })}
                  onClick={() => {
                    onChange([]);
                  }}
                >
                  <TimesIcon aria-hidden />
                </Button>
              </TextInputGroupUtilities>
            ) : null}
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={listId} aria-label={label}>
        {options.map((name, index) => (
          <SelectOption key={name} value={name} isFocused={index === focused}>
            {offered.includes(name) ? name : text("use", { name })}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
