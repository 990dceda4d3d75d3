import { t } from "../i18n";
import { Button, IconButton } from "./Button";
import { closeToast, toasts } from "./toasts";

/** The words at the foot of the page; screen readers speak them as they come. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div class={`toast toast-${toast.kind}`} key={toast.id}>
          <span>{toast.text}</span>
          {toast.action && (
            <Button kind="plain" onClick={toast.action.run}>
              {toast.action.label}
            </Button>
          )}
          <IconButton icon="close" label={t("app.close")} onClick={() => closeToast(toast.id)} />
        </div>
      ))}
    </div>
  );
}
