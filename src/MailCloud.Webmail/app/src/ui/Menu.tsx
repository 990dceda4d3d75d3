import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "./Button";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  label: string;
  icon?: IconName;
  run: () => void;
  /** The keys that do the same, as they are shown. */
  keys?: string;
  disabled?: boolean;
  /** Set for one of several choices. */
  checked?: boolean;
  dangerous?: boolean;
  /** How deep it stands in a tree. */
  depth?: number;
}

interface MenuProps {
  label: string;
  icon: IconName;
  /** A group is set off from the next by a line. */
  groups: MenuItem[][];
  /** Stands at the top, as the account's name. */
  head?: ComponentChildren;
  /** Instead of the icon. */
  face?: ComponentChildren;
  disabled?: boolean;
  tabIndex?: 0 | -1;
}

/** A button that opens a list of things to do; arrows, Home, End and letters go through it. */
export function Menu({ label, icon, groups, head, face, disabled, tabIndex }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };

  useEffect(() => {
    if (!open) return;
    items(root.current)[0]?.focus();
    const outside = (event: Event): void => void (root.current?.contains(event.target as Node) || setOpen(false));
    document.addEventListener("pointerdown", outside);
    addEventListener("blur", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      removeEventListener("blur", outside);
    };
  }, [open]);

  const toggle = (): void => setOpen(!open);
  return (
    <div class="menu" ref={root}>
      {face ? (
        <button type="button" class="menu-face" aria-label={label} title={label} aria-haspopup="menu" aria-expanded={open} onClick={toggle}>
          {face}
        </button>
      ) : (
        <IconButton icon={icon} label={label} popup="menu" expanded={open} disabled={disabled} tabIndex={tabIndex} onClick={toggle} />
      )}
      {open && (
        <div class="menu-list" role="menu" id={id} aria-label={label} onKeyDown={(event) => moveFocus(event, root.current, close)}>
          {head && <div class="menu-head">{head}</div>}
          {groups
            .filter((group) => group.length > 0)
            .map((group, index) => (
              <div role="group" class="menu-group" key={index}>
                {group.map((item) => (
                  <Item item={item} close={close} key={item.label} />
                ))}
              </div>
            ))}
        </div>
      )}
    </div>
  );
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      role={item.checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={item.checked}
      class={`menu-item${item.dangerous ? " menu-item-dangerous" : ""}`}
      disabled={item.disabled}
      style={item.depth ? { paddingInlineStart: `${item.depth * 16 + 12}px` } : undefined}
      onClick={() => (close(), item.run())}
    >
      {item.icon ? <Icon name={item.icon} /> : <span class="icon" />}
      <span class="menu-label">{item.label}</span>
      {item.checked && <Icon name="check" />}
      {item.keys && <kbd>{item.keys}</kbd>}
    </button>
  );
}

const items = (root: Element | null): HTMLElement[] => [...(root?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? [])];

function moveFocus(event: KeyboardEvent, root: Element | null, close: () => void): void {
  const all = items(root);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = (index: number): void => {
    event.preventDefault();
    event.stopPropagation();
    all[(index + all.length) % all.length]?.focus();
  };
  event.stopPropagation();
  if (event.key === "ArrowDown") to(at + 1);
  else if (event.key === "ArrowUp") to(at - 1);
  else if (event.key === "Home") to(0);
  else if (event.key === "End") to(-1);
  else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
  } else if (event.key.length === 1) {
    const letter = event.key.toLocaleLowerCase();
    const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((each) => each.textContent?.trim().toLocaleLowerCase().startsWith(letter));
    if (next) to(all.indexOf(next));
  }
}
