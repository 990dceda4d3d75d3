import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Spinner } from "../../ui/Spinner";
import { toast } from "../../ui/toasts";
import { openComposer } from "../open";
import { loadScheduled, type Scheduled, scheduled } from "../scheduled";
import { callBack } from "../submit";
import { Draw } from "./ToolButton";
import { formatTime } from "./ScheduleDialog";

/** The messages that wait for their time, each to be written on or called off. */
export function ScheduledDialog({ onClose }: { onClose: () => void }) {
  const [failure, setFailure] = useState("");
  useEffect(() => void loadScheduled().catch((error: Error) => setFailure(error.message)), []);

  const stop = async ({ submissionId, emailId }: Scheduled, edit: boolean): Promise<void> => {
    try {
      const stopped = await callBack(submissionId);
      if (!stopped) toast(t("compose.tooLate"), { kind: "error" });
      else if (edit) openComposer({ kind: "edit", emailId });
      if (stopped && edit) onClose();
      else await loadScheduled();
    } catch (error) {
      toast((error as Error).message, { kind: "error" });
    }
  };

  const list = scheduled.value;
  return (
    <Dialog title={t("compose.scheduledView")} size="medium" onClose={onClose}>
      {failure ? (
        <p role="alert">{failure}</p>
      ) : !list ? (
        <Spinner label={t("app.loading")} />
      ) : list.length === 0 ? (
        <p class="scheduled-none">{t("compose.noScheduled")}</p>
      ) : (
        <ul class="scheduled">
          {list.map((each) => (
            <li key={each.submissionId}>
              <Draw name="clock" />
              <div class="scheduled-text">
                <bdi class="scheduled-subject">{each.subject || t("compose.newMessage")}</bdi>
                <span class="scheduled-to">
                  {formatTime(new Date(each.sendAt))} · <bdi>{each.to.map(({ name, email }) => name ?? email).join(", ")}</bdi>
                </span>
              </div>
              <Button onClick={() => void stop(each, true)}>{t("compose.edit")}</Button>
              <Button kind="danger" onClick={() => void stop(each, false)}>
                {t("compose.cancelSending")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
