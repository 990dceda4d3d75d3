import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { navigate, paths } from "../router";
import { knownPeople } from "../store/people";
import { suggest, type Suggestion } from "../search/suggest";
import { IconButton } from "../ui/Button";
import { Icon, type IconName } from "../ui/Icon";
import { closeConversation, searchQuery } from "./view";

const storageKey = "mailcloud.searches";
const icons: Record<Suggestion["kind"], IconName> = { operator: "filter", person: "contacts", recent: "refresh" };

const recent = (): string[] => JSON.parse(localStorage.getItem(storageKey) ?? "[]") as string[];

/** Where one types what to look for, in all folders. */
export function SearchBox() {
  const shown = searchQuery.value ?? "";
  const [text, setText] = useState(shown);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(shown), [shown]);

  const offered = open ? suggest(text, knownPeople(), recent()) : [];
  const search = (query: string): void => {
    const wanted = query.trim();
    setOpen(false);
    setAt(-1);
    if (!wanted) return;
    localStorage.setItem(storageKey, JSON.stringify([wanted, ...recent().filter((each) => each !== wanted)].slice(0, 8)));
    navigate(paths.search(wanted));
    input.current?.blur();
  };
  const take = ({ query, kind }: Suggestion): void => {
    setText(query);
    setAt(-1);
    if (kind === "operator" && query.endsWith(":")) input.current?.focus();
    else search(query);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && offered.length > 0) {
      event.preventDefault();
      setAt((at + step + offered.length + 1) % (offered.length + 1));
    } else if (event.key === "Escape") {
      if (open && offered.length > 0) setOpen(false);
      else input.current?.blur();
    } else if (event.key === "Enter" && offered[at]) {
      event.preventDefault();
      take(offered[at]);
    }
  };

  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => (event.preventDefault(), search(text))}
      onFocusOut={(event) => event.currentTarget.contains(event.relatedTarget as Node | null) || setOpen(false)}
    >
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        list={undefined}
        name="q"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        placeholder={t("search.placeholder")}
        aria-label={t("search.label")}
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={id}
        aria-activedescendant={offered[at] ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        value={text}
        onFocus={() => setOpen(true)}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
      />
      {(text || searchQuery.value !== null) && (
        <IconButton
          icon="close"
          label={t("search.clear")}
          onClick={() => {
            setText("");
            closeConversation();
            if (searchQuery.value !== null) navigate(paths.inbox);
            else input.current?.focus();
          }}
        />
      )}
      <div class="suggestions" role="listbox" id={id} aria-label={t("search.suggestions")} hidden={offered.length === 0}>
        {offered.map((each, index) => (
          <button
            type="button"
            tabIndex={-1}
            role="option"
            id={`${id}-${index}`}
            aria-selected={index === at}
            key={each.kind + each.query}
            class="suggestion"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(each)}
          >
            <Icon name={icons[each.kind]} />
            <bdi>{each.label}</bdi>
          </button>
        ))}
      </div>
    </form>
  );
}
