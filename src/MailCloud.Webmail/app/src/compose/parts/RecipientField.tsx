import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import type { EmailAddress } from "../../jmap/types";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { formatAddress, isAddress, parseAddresses, without } from "../people/addresses";
import { people } from "../people/people";
import { suggest } from "../people/suggest";

interface RecipientFieldProps {
  label: string;
  value: readonly EmailAddress[];
  /** Addresses of other fields, which are not suggested again. */
  taken: readonly EmailAddress[];
  onChange: (value: EmailAddress[]) => void;
  autofocus?: boolean;
  /** Stands at the end of the line. */
  children?: ComponentChildren;
}

/** A line of recipients: each that is entered becomes a chip, and while one is typed those who may be meant are offered. */
export function RecipientField({ label, value, taken, onChange, autofocus, children }: RecipientFieldProps) {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => void (autofocus && input.current?.focus()), []);
  const found = open ? suggest(people.value, typed, [...value, ...taken]) : [];
  const expanded = found.length > 0;

  const add = (added: EmailAddress[]): void => {
    setTyped("");
    setOpen(false);
    const fresh = without(added, [...value]).map(({ name, email }) => ({ name, email }));
    if (fresh.length > 0) onChange([...value, ...fresh]);
  };
  const remove = (index: number): void => {
    onChange(value.filter((_, at) => at !== index));
    input.current?.focus();
  };
  /** Turns a chip into text again, to be mended. */
  const edit = (index: number): void => {
    const rest = value.filter((_, at) => at !== index);
    onChange(typed.trim() ? [...rest, ...parseAddresses(typed)] : rest);
    setTyped(formatAddress(value[index]!));
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const done = (act: () => void): void => {
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const chosen = found[active];
    if (event.key === "ArrowDown" && expanded) done(() => setActive((active + 1) % found.length));
    else if (event.key === "ArrowUp" && expanded) done(() => setActive((active + found.length - 1) % found.length));
    else if (event.key === "Escape" && expanded) done(() => setOpen(false));
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) done(() => (chosen ? add([chosen]) : add(parseAddresses(typed))));
    else if (event.key === "Tab" && chosen && typed && !event.shiftKey) done(() => add([chosen]));
    else if (/^[,;，、]$/.test(event.key) && isComplete(typed)) done(() => add(parseAddresses(typed)));
    else if (event.key === "Backspace" && typed === "" && value.length > 0) done(() => remove(value.length - 1));
  };

  return (
    <div class="recipients" onMouseDown={(event) => event.target === event.currentTarget && (event.preventDefault(), input.current?.focus())}>
      <label class="recipients-label" for={`${id}-input`}>
        {label}
      </label>
      <div class="recipients-value">
        {value.length > 0 && (
          <ul class="chips" aria-label={label}>
            {value.map((address, index) => (
              <Chip address={address} key={address.email.toLowerCase()} onRemove={() => remove(index)} onEdit={() => edit(index)} />
            ))}
          </ul>
        )}
        <div class="recipients-entry">
          <input
            ref={input}
            id={`${id}-input`}
            type="text"
            inputMode="email"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={expanded}
            aria-controls={expanded ? `${id}-list` : undefined}
            aria-activedescendant={expanded ? `${id}-${active}` : undefined}
            value={typed}
            onInput={(event) => (setTyped(event.currentTarget.value), setActive(0), setOpen(true))}
            onKeyDown={onKeyDown}
            onPaste={(event) => {
              const text = event.clipboardData?.getData("text/plain") ?? "";
              const pasted = parseAddresses(text);
              if (pasted.length > 1 || (pasted.length === 1 && isAddress(pasted[0]!.email))) {
                event.preventDefault();
                add(pasted);
              }
            }}
            onBlur={() => add(parseAddresses(typed))}
          />
          {expanded && (
            <ul class="people" role="listbox" id={`${id}-list`} aria-label={t("compose.suggestions")}>
              {found.map((person, index) => (
                <li
                  key={person.email}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  class="people-option"
                  onMouseDown={(event) => (event.preventDefault(), add([person]))}
                  onMouseEnter={() => setActive(index)}
                >
                  <Avatar name={person.name} email={person.email} />
                  <span class="people-text">
                    <bdi>{person.name ?? person.email}</bdi>
                    {person.name && <bdi class="people-address">{person.email}</bdi>}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {children}
    </div>
  );
}

function Chip({ address, onRemove, onEdit }: { address: EmailAddress; onRemove: () => void; onEdit: () => void }) {
  const valid = isAddress(address.email);
  const name = address.name ?? address.email;
  return (
    <li class={valid ? "chip" : "chip chip-invalid"}>
      {!valid && <Icon name="warning" />}
      <button
        type="button"
        class="chip-text"
        title={valid ? formatAddress(address) : t("compose.invalid")}
        aria-label={`${t("compose.editChip", { address: formatAddress(address) })}${valid ? "" : ` (${t("compose.invalid")})`}`}
        onClick={onEdit}
      >
        <bdi>{name}</bdi>
      </button>
      <button type="button" class="chip-remove" aria-label={t("compose.removeRecipient", { name })} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

/** A comma ends an address, but not within a quoted name. */
function isComplete(typed: string): boolean {
  return typed.trim() !== "" && (typed.match(/"/g)?.length ?? 0) % 2 === 0;
}
