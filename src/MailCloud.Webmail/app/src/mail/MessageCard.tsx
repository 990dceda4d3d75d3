import { useState } from "preact/hooks";
import { openComposer } from "../compose/open";
import { language, t } from "../i18n";
import { type Email, type EmailSummary } from "../jmap/types";
import { emailOf, isFull } from "../store/emails";
import { Avatar } from "../ui/Avatar";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Spinner } from "../ui/Spinner";
import { setKeyword } from "./actions";
import { Attachments } from "./Attachments";
import { longDate, shortDate } from "./dates";
import { useDetails } from "./details";
import { Invitation } from "./Invitation";
import { MessageBody } from "./MessageBody";
import { MessageHeader } from "./MessageHeader";
import { MessageMenu } from "./MessageMenu";
import { shortName } from "./rows";

interface MessageCardProps {
  email: EmailSummary;
  startOpen: boolean;
  last: boolean;
  /** Of the conversation: the message's own is shown where it differs. */
  subject: string | null;
}

/** One message of a conversation. */
export function MessageCard({ email, startOpen, last, subject }: MessageCardProps) {
  const [open, setOpen] = useState(startOpen);
  const full = emailOf(email.id).value;
  const sender = email.from?.[0] ?? { name: null, email: "" };
  const date = new Date(email.receivedAt);

  if (!open)
    return (
      <article class="message message-folded" id={`message-${email.id}`}>
        <button type="button" class="message-unfold" aria-expanded={false} onClick={() => setOpen(true)}>
          <Avatar name={sender.name} email={sender.email} />
          <strong class="message-sender">{shortName(sender) || t("message.nobody")}</strong>
          <span class="message-preview" dir="auto">{email.preview}</span>
          <time dateTime={email.receivedAt} title={longDate(date, language.value)}>
            {shortDate(date, language.value)}
          </time>
        </button>
      </article>
    );

  return (
    <article class="message" id={`message-${email.id}`} aria-label={t("message.from", { name: shortName(sender) })}>
      {isFull(full) ? <OpenMessage email={full} onFold={() => setOpen(false)} last={last} subject={subject} /> : <Spinner label={t("app.loading")} />}
    </article>
  );
}

function OpenMessage({ email, onFold, last, subject }: { email: Email; onFold: () => void; last: boolean; subject: string | null }) {
  const details = useDetails(email.id);
  const starred = email.keywords.$flagged === true;
  const draft = email.keywords.$draft === true;
  return (
    <>
      <MessageHeader email={email} details={details} onFold={onFold}>
        <IconButton
          icon="star"
          filled={starred}
          class={starred ? "star star-set" : "star"}
          label={t("action.star")}
          pressed={starred}
          onClick={() => void setKeyword("$flagged", !starred, { messages: [email.id] })}
        />
        {draft ? (
          <IconButton icon="pencil" label={t("action.editDraft")} onClick={() => openComposer({ kind: "edit", emailId: email.id })} />
        ) : (
          <IconButton icon="reply" mirrored label={t("action.reply")} keys="r" onClick={() => openComposer({ kind: "reply", emailId: email.id })} />
        )}
        <MessageMenu email={email} details={details} />
      </MessageHeader>
      {email.subject && subject && plain(email.subject) !== plain(subject) && (
        <p class="message-subject" dir="auto">
          {email.subject}
        </p>
      )}
      {details?.invitation && <Invitation invitation={details.invitation} email={email} />}
      <MessageBody email={email} />
      <Attachments email={email} />
      {last && !draft && <Answers email={email} />}
      {draft && (
        <div class="message-answers">
          <Button icon="pencil" onClick={() => openComposer({ kind: "edit", emailId: email.id })}>
            {t("action.editDraft")}
          </Button>
        </div>
      )}
    </>
  );
}

function Answers({ email }: { email: Email }) {
  const several = (email.to?.length ?? 0) + (email.cc?.length ?? 0) > 1;
  const open = (kind: "reply" | "replyAll" | "forward") => () => openComposer({ kind, emailId: email.id });
  return (
    <div class="message-answers">
      <button type="button" class="button" onClick={open("reply")}>
        <Icon name="reply" mirrored /> <span>{t("action.reply")}</span>
      </button>
      {several && (
        <button type="button" class="button" onClick={open("replyAll")}>
          <Icon name="replyAll" mirrored /> <span>{t("action.replyAll")}</span>
        </button>
      )}
      <button type="button" class="button" onClick={open("forward")}>
        <Icon name="forward" mirrored /> <span>{t("action.forward")}</span>
      </button>
    </div>
  );
}

/** A subject without what answering puts before it. */
function plain(subject: string): string {
  return subject.replace(/^(\s*(re|aw|fwd?|wg|回覆|轉寄|رد)\s*[:：]\s*)+/i, "").trim().toLocaleLowerCase();
}
