import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Drawing, ToolButton } from "./ToolButton";

interface PopoverProps {
  drawing: Drawing;
  label: string;
  tabIndex?: 0 | -1;
  pressed?: boolean;
  /** What opens; it is given what closes it. */
  children: (close: () => void) => ComponentChildren;
}

/** A button of the toolbar that opens something small above it; the caret stays in the text unless that takes the focus. */
export function Popover({ drawing, label, tabIndex, pressed, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => setOpen(false);

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>(".popover-panel :is(button, input)")?.focus();
    const outside = (event: Event): void => void (root.current?.contains(event.target as Node) || close());
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  return (
    <div
      class="popover"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        event.preventDefault();
        close();
        button.current?.focus();
      }}
    >
      <ToolButton drawing={drawing} label={label} expanded={open} pressed={pressed} tabIndex={tabIndex} buttonRef={button} keepsFocus onClick={() => setOpen(!open)} />
      {open && (
        <div class="popover-panel" role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
