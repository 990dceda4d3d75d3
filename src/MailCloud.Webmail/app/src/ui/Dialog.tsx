import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n";
import { IconButton } from "./Button";

interface DialogProps {
  title: string;
  /** Asked to close: by its button, by Escape or by a click beside it. Without it the dialog stays until its work is done. */
  onClose?: () => void;
  children: ComponentChildren;
  /** Buttons at its foot. */
  actions?: ComponentChildren;
  size?: "small" | "medium" | "large";
  /** Makes it a form: Enter does what its submit button does. */
  onSubmit?: () => void;
}

/** A window over the page. The browser keeps the focus within it and gives it back afterwards. */
export function Dialog({ title, onClose, children, actions, size = "small", onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.focus?.();
  }, []);

  const content = (
    <>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        {onClose && <IconButton icon="close" label={t("app.close")} onClick={onClose} />}
      </header>
      <div class="dialog-body">{children}</div>
      {actions && <footer class="dialog-foot">{actions}</footer>}
    </>
  );

  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={id}
      onCancel={(event) => (event.preventDefault(), onClose?.())}
      onMouseDown={(event) => event.target === dialog.current && onClose?.()}
    >
      {onSubmit ? <form onSubmit={(event) => (event.preventDefault(), onSubmit())}>{content}</form> : <div class="dialog-frame">{content}</div>}
    </dialog>
  );
}
