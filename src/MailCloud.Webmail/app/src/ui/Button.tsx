import type { ComponentChildren, Ref } from "preact";
import { Icon, type IconName } from "./Icon";

interface ButtonProps {
  /** `primary` for the one thing that a view is for, `danger` for what cannot be taken back, `plain` without a border. */
  kind?: "primary" | "danger" | "plain" | "normal";
  type?: "button" | "submit";
  icon?: IconName;
  disabled?: boolean;
  onClick?: (event: MouseEvent) => void;
  children?: ComponentChildren;
  class?: string;
  autofocus?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "normal", type = "button", icon, children, class: more = "", buttonRef, ...rest }: ButtonProps) {
  return (
    <button type={type} class={`button button-${kind} ${more}`} ref={buttonRef} {...rest}>
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

interface IconButtonProps {
  icon: IconName;
  /** What it does: its name for everybody, shown when pointed at. */
  label: string;
  /** The keys that do the same, as they are shown. */
  keys?: string;
  onClick?: (event: MouseEvent) => void;
  pressed?: boolean;
  expanded?: boolean;
  disabled?: boolean;
  filled?: boolean;
  mirrored?: boolean;
  popup?: "menu" | "dialog" | "listbox";
  class?: string;
  tabIndex?: 0 | -1;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** A control that shows only a picture. */
export function IconButton({ icon, label, keys, pressed, expanded, popup, filled, mirrored, class: more = "", buttonRef, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${more}`}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={popup}
      ref={buttonRef}
      {...rest}
    >
      <Icon name={icon} filled={filled} mirrored={mirrored} />
    </button>
  );
}
