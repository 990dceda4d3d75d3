import { t } from "../i18n";
import { applyUpdate, updateReady } from "../worker";
import { Button } from "../ui/Button";

/** Tells that a newer version of the page has come; it takes over when the reader says so. */
export function UpdatePrompt() {
  if (!updateReady.value) return null;
  return (
    <div class="update" role="status">
      <span>{t("update.ready")}</span>
      <Button kind="plain" onClick={applyUpdate}>
        {t("update.apply")}
      </Button>
    </div>
  );
}
