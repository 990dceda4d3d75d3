import { useState } from "preact/hooks";
import { openMailto } from "../compose/open";
import { json } from "../http";
import { t } from "../i18n";
import type { Email } from "../jmap/types";
import { confirm } from "../ui/ask";
import { toast } from "../ui/toasts";
import type { Details } from "./details";
import { shortName } from "./rows";

/** Leaves a mailing list: with one click where the sender takes that (RFC 8058), else by a message or on the sender's page. */
export function UnsubscribeButton({ email, unsubscribe }: { email: Email; unsubscribe: NonNullable<Details["unsubscribe"]> }) {
  const [done, setDone] = useState(false);
  if (done) return <span class="message-note">{t("unsubscribe.done")}</span>;

  const leave = async (): Promise<void> => {
    const name = email.from?.[0] ? shortName(email.from[0]) : "";
    const agreed = await confirm({ title: t("unsubscribe.title", { name }), text: t("unsubscribe.text"), action: t("unsubscribe.action") });
    if (!agreed) return;
    if (unsubscribe.oneClick) {
      const { status } = await json<{ status: "done" | "failed" }>("POST", `/webmail/unsubscribe/${encodeURIComponent(email.id)}`);
      if (status === "done") return setDone(true);
    }
    if (unsubscribe.mailto) openMailto(/^mailto:/i.test(unsubscribe.mailto) ? unsubscribe.mailto : `mailto:${unsubscribe.mailto}`);
    else if (unsubscribe.http && /^https?:/.test(unsubscribe.http)) open(unsubscribe.http, "_blank", "noopener,noreferrer");
    else toast(t("unsubscribe.failed"), { kind: "error" });
  };

  return (
    <button type="button" class="link-button" onClick={() => void leave().catch(() => toast(t("unsubscribe.failed"), { kind: "error" }))}>
      {t("unsubscribe.action")}
    </button>
  );
}
