import { openComposer } from "../compose/open";
import { addSender } from "../contacts/add";
import { t } from "../i18n";
import { downloadUrl } from "../jmap/client";
import type { Email } from "../jmap/types";
import { proposeRule } from "../settings/filters/proposal";
import { Menu } from "../ui/Menu";
import { junk, setKeyword, trash } from "./actions";
import type { Details } from "./details";
import { printOne } from "./print";
import { sourceOf } from "./Source";
import { closeConversation, shownMailbox } from "./view";

/** Everything else that can be done with a message. */
export function MessageMenu({ email }: { email: Email; details: Details | null }) {
  const only = { messages: [email.id] };
  const compose = (kind: "reply" | "replyAll" | "forward") => () => openComposer({ kind, emailId: email.id });
  return (
    <Menu
      icon="more"
      label={t("message.actions")}
      groups={[
        [
          { label: t("action.reply"), icon: "reply", keys: "r", run: compose("reply") },
          { label: t("action.replyAll"), icon: "replyAll", keys: "a", run: compose("replyAll") },
          { label: t("action.forward"), icon: "forward", keys: "f", run: compose("forward") },
        ],
        [
          { label: t("action.markUnread"), icon: "mail", run: () => (closeConversation(), void setKeyword("$seen", false, only)) },
          { label: shownMailbox.value?.role === "junk" ? t("action.notJunk") : t("action.junk"), icon: "junk", run: () => void junk(only) },
          { label: t("action.deleteMessage"), icon: "trash", run: () => void trash(only) },
        ],
        email.from?.[0] ? [{ label: t("action.addContact"), icon: "contacts", run: () => void addSender(email.from![0]!) }] : [],
        [{ label: t("action.filter"), icon: "filter", run: () => proposeRule(email) }],
        [
          { label: t("action.print"), icon: "print", run: () => printOne(email.id) },
          { label: t("action.download"), icon: "download", run: () => save(email) },
          { label: t("action.source"), icon: "code", run: () => (sourceOf.value = email) },
        ],
      ]}
    />
  );
}

/** Saves the message as it came. */
export function save(email: Email): void {
  const link = document.createElement("a");
  const name = (email.subject || t("message.noSubject")).replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ").trim().slice(0, 80);
  link.href = downloadUrl(email.blobId, `${name}.eml`, "message/rfc822");
  link.download = `${name}.eml`;
  link.click();
}
