import { useState } from "preact/hooks";
import { language, t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { fromLocal, suggestions, toLocal } from "../schedule";

/** How far ahead the server takes a message, less a day so that clocks that differ do no harm. */
const furthest = 399 * 86_400_000;

/** Asks when a message is to be sent. */
export function ScheduleDialog({ onChoose, onClose }: { onChoose: (at: Date) => void; onClose: () => void }) {
  const [now] = useState(() => new Date());
  const offered = suggestions(now);
  const [entered, setEntered] = useState(toLocal(offered[0]!.at));
  const at = fromLocal(entered);
  const valid = at !== null && at.getTime() > Date.now() && at.getTime() < now.getTime() + furthest;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Dialog
      title={t("compose.scheduleTitle")}
      onClose={onClose}
      onSubmit={() => valid && onChoose(at)}
      actions={
        <>
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!valid}>
            {t("compose.scheduleAction")}
          </Button>
        </>
      }
    >
      <ul class="schedule-list">
        {offered.map(({ name, at: time }) => (
          <li key={name}>
            <button type="button" class="menu-item" onClick={() => onChoose(time)}>
              <span class="menu-label">{t(`compose.${name}`)}</span>
              <span class="schedule-time">{formatTime(time)}</span>
            </button>
          </li>
        ))}
      </ul>
      <label class="field">
        <span>{t("compose.pickTime")}</span>
        <input
          type="datetime-local"
          value={entered}
          min={toLocal(now)}
          max={toLocal(new Date(now.getTime() + furthest))}
          aria-describedby="schedule-zone"
          onInput={(event) => setEntered(event.currentTarget.value)}
        />
      </label>
      <p class="schedule-zone" id="schedule-zone">
        {valid ? t("compose.timeZone", { zone }) : t("compose.pastTime")}
      </p>
    </Dialog>
  );
}

/** A time as it is read in a list: day and hour. */
export function formatTime(time: Date): string {
  return new Intl.DateTimeFormat(language.value, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }).format(time);
}
