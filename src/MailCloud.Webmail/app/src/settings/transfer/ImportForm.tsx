import { useId, useRef, useState } from "preact/hooks";
import { type Key, t } from "../../i18n";
import type { Id } from "../../jmap/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { loadPlaces, places } from "../mailboxes";
import { Field, FormError, Switch } from "../parts/fields";
import { octetsText } from "../parts/format";
import { useTask } from "../parts/useTask";
import { PlaceSelect } from "../PlaceSelect";
import { type Imported, importMbox } from "./importMbox";

/** Takes a file of messages into a folder. */
export function ImportForm() {
  const [file, setFile] = useState<File | null>(null);
  const [mailboxId, setMailboxId] = useState<Id | null>(places.value?.find((each) => each.role === "archive")?.id ?? null);
  const [seen, setSeen] = useState(false);
  const [part, setPart] = useState<number | null>(null);
  const [result, setResult] = useState<Imported | null>(null);
  const cancel = useRef<AbortController | null>(null);
  const id = useId();

  const task = useTask(async () => {
    if (!file || !mailboxId) return;
    const controller = new AbortController();
    cancel.current = controller;
    setResult(null);
    setPart(0);
    try {
      setResult(await importMbox(file, mailboxId, seen, setPart, controller.signal));
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      setPart(null);
      void loadPlaces().catch(() => undefined);
    }
  });

  return (
    <form
      class="settings-form settings-form-wide"
      onSubmit={(event) => {
        event.preventDefault();
        void task.run();
      }}
    >
      <FormError error={task.error} />
      <Field label={t("transfer.file")} hint={file ? octetsText(file.size) : t("transfer.fileHint")}>
        {(attributes) => (
          <input
            type="file"
            accept=".mbox,.mbx,.eml,application/mbox,message/rfc822"
            required
            {...attributes}
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        )}
      </Field>
      <PlaceSelect label={t("transfer.into")} value={mailboxId} onChange={setMailboxId} />
      <Switch label={t("transfer.seen")} hint={t("transfer.seenHint")} checked={seen} onChange={setSeen} />
      <p class="field-hint">{t("transfer.limit")}</p>
      <div class="settings-actions">
        <Button kind="primary" type="submit" disabled={task.busy || !file || !mailboxId}>
          {t("transfer.start")}
        </Button>
        {task.busy && <Button onClick={() => cancel.current?.abort()}>{t("app.cancel")}</Button>}
      </div>
      {part !== null && (
        <div class="progress">
          <label for={id}>{t(part < 1 ? "transfer.sending" : "transfer.working", { part: Math.round(part * 100) })}</label>
          <progress id={id} max={1} value={part} />
        </div>
      )}
      <div role="status">{result && <Result of={result} />}</div>
    </form>
  );
}

function Result({ of: { imported, skipped, errors } }: { of: Imported }) {
  return (
    <>
      <p class={skipped === 0 && errors.length === 0 ? "notice notice-good" : "notice notice-warn"}>
        <Icon name={skipped === 0 && errors.length === 0 ? "check" : "info"} />
        <span>
          {t("transfer.imported", { count: imported })} {skipped > 0 && t("transfer.skipped", { count: skipped })}
        </span>
      </p>
      {errors.length > 0 && (
        <ul class="trial-list">
          {errors.map(({ message, reason }, index) => (
            <li key={index}>
              {t("transfer.message", { number: message })}: {t(`transfer.reason.${reason}` as Key)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
