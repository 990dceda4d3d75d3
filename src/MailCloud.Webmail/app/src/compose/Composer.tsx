import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { jmapSession, online, session } from "../store/session";
import { Button, IconButton } from "../ui/Button";
import { Spinner } from "../ui/Spinner";
import { asked, scheduledShown } from "./open";
import { reopenWith, watchConnection } from "./outbox";
import { ComposerWindow } from "./parts/ComposerWindow";
import { Notices } from "./parts/Notices";
import { ScheduledDialog } from "./parts/ScheduledDialog";
import { open, remove, reopen, restore, type Window, windows } from "./windows";
import "./fields.css";
import "./text.css";
import "./compose.css";

reopenWith((message, problem) => void reopen(message, problem));

/** All messages that are being written, and what becomes of those that were sent. */
export default function Composer() {
  useEffect(() => {
    const stops = [effect(openAsked), effect(restoreOnce), watchConnection()];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <>
      <div class="composers">
        {windows.value.map((each) => (each.state === "ready" ? <ComposerWindow composition={each.composition} key={each.key} /> : <Opening window={each} key={each.key} />))}
      </div>
      {scheduledShown.value && <ScheduledDialog onClose={() => (scheduledShown.value = false)} />}
      <Notices />
    </>
  );
}

function openAsked(): void {
  const drafts = asked.value;
  if (drafts.length === 0) return;
  asked.value = [];
  for (const draft of drafts) void open(draft);
}

let restored = false;

/** What the browser kept is looked for once somebody is logged in, or was when there is no network to tell. */
function restoreOnce(): void {
  const offline = session.value === "unknown" && jmapSession.value !== null && !online.value;
  if (restored || !(session.value === "open" || offline)) return;
  restored = true;
  restore().catch((error) => console.error(error));
}

/** The place of a message that is being fetched. */
function Opening({ window }: { window: Window & { state: "opening" | "failed" } }) {
  return (
    <section role="dialog" class="composer composer-docked" aria-label={t("compose.newMessage")}>
      <header class="composer-head">
        <h2 class="composer-title">{t("compose.newMessage")}</h2>
        <IconButton icon="close" label={t("app.close")} onClick={() => remove(window.key)} />
      </header>
      {window.state === "opening" ? (
        <Spinner label={t("app.loading")} />
      ) : (
        <div class="composer-failed" role="alert">
          <p>{t("compose.openFailed")}</p>
          <p>{window.reason}</p>
          <Button onClick={() => void open(window.draft, window.key)}>{t("app.retry")}</Button>
        </div>
      )}
    </section>
  );
}
