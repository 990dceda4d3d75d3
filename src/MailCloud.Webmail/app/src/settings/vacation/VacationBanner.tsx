import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { paths } from "../../router";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/toasts";
import { isAway } from "./days";
import { changeVacation, loadVacation, vacation } from "./vacation";
import "./banner.css";

/** Says on the page of mail that mail is being answered, so that nobody forgets it on their first day back. */
export default function VacationBanner() {
  useEffect(() => {
    // Without an answer there is nothing to say; the settings tell what is wrong.
    loadVacation().catch(() => undefined);
  }, []);
  if (!vacation.value || !isAway(vacation.value, Date.now())) return null;
  const end = (): void =>
    void changeVacation({ isEnabled: false }).then(
      () => toast(t("vacation.ended")),
      () => toast(t("error.notDone"), { kind: "error" }),
    );
  return (
    <div class="vacation-banner" role="status">
      <Icon name="calendar" />
      <span>{t("vacation.banner")}</span>
      <a href={paths.settings("vacation")}>{t("vacation.show")}</a>
      <Button kind="plain" onClick={end}>
        {t("vacation.end")}
      </Button>
    </div>
  );
}
