import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { send } from "../http";
import { t } from "../i18n";
import { downloadUrl } from "../jmap/client";
import type { Email } from "../jmap/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Spinner } from "../ui/Spinner";
import { save } from "./MessageMenu";

/** The message whose source is shown; null: none. */
export const sourceOf = signal<Email | null>(null);

/** Octets that are shown; the rest can be saved. */
const shown = 512 * 1024;

/** A message as it came over the wire. */
export function SourceDialog() {
  const email = sourceOf.value;
  return email && <Source email={email} key={email.id} />;
}

function Source({ email }: { email: Email }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    send(downloadUrl(email.blobId, "message.eml", "message/rfc822"))
      .then((response) => response.blob())
      .then((blob) => blob.slice(0, shown).text())
      .then(setText, () => setText(t("error.sourceFailed")));
  }, [email]);
  return (
    <Dialog
      title={t("action.source")}
      size="large"
      onClose={() => (sourceOf.value = null)}
      actions={
        <Button icon="download" onClick={() => save(email)}>
          {t("action.download")}
        </Button>
      }
    >
      {text === null ? (
        <Spinner label={t("app.loading")} />
      ) : (
        <pre class="source" dir="ltr" tabIndex={0}>
          {text}
        </pre>
      )}
    </Dialog>
  );
}
