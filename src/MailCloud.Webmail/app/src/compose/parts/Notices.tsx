import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { closeNotice, type Notice, notices } from "../outbox";
import { showScheduled } from "../open";
import { formatTime } from "./ScheduleDialog";

/** What becomes of messages that were sent, and the way to call them back. */
export function Notices() {
  return (
    <div class="outgoing">
      <div role="status" class="outgoing-list">
        {notices.value.map((notice) => (
          <NoticeBar notice={notice} key={`${notice.key} ${notice.state}`} />
        ))}
      </div>
    </div>
  );
}

function NoticeBar({ notice }: { notice: Notice }) {
  switch (notice.state) {
    case "sending":
      return <div class="toast">{t("compose.sending")}</div>;
    case "waiting":
      return (
        <div class="toast">
          {t("compose.waiting")}
          <IconButton icon="close" label={t("app.close")} onClick={() => closeNotice(notice.key)} />
        </div>
      );
    case "scheduled":
      return (
        <div class="toast">
          {t("compose.scheduledFor", { time: formatTime(new Date(notice.at)) })}
          <Button kind="plain" onClick={notice.undo}>
            {t("compose.undo")}
          </Button>
          <Button kind="plain" onClick={() => (closeNotice(notice.key), showScheduled())}>
            {t("compose.scheduledView")}
          </Button>
          <IconButton icon="close" label={t("app.close")} onClick={() => closeNotice(notice.key)} />
        </div>
      );
    case "sent":
      return (
        <div class="toast">
          {t("compose.sent")}
          <UndoButton until={notice.until} undo={notice.undo} />
          <IconButton icon="close" label={t("app.close")} onClick={() => closeNotice(notice.key)} />
        </div>
      );
  }
}

/** Counts down on its face; its name does not change, so that a screen reader is not told each second. */
function UndoButton({ until, undo }: { until: number; undo: () => void }) {
  const left = (): number => Math.max(0, Math.ceil((until - Date.now()) / 1_000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <button type="button" class="button button-plain" aria-label={t("compose.undo")} onClick={undo}>
      <span aria-hidden="true">{t("compose.undoSeconds", { count: seconds })}</span>
    </button>
  );
}
