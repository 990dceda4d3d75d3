import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { language, t } from "../i18n";
import type { Email, EmailAddress } from "../jmap/types";
import { jmapSession } from "../store/session";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { openComposer } from "../compose/open";
import { longDate, mediumDate, shortDate, sizeText } from "./dates";
import type { Authentication, Details } from "./details";
import { shortName } from "./rows";
import { UnsubscribeButton } from "./UnsubscribeButton";

/** Who wrote to whom and when, and whether that is proven. */
export function MessageHeader({ email, details, onFold, children }: { email: Email; details: Details | null; onFold: () => void; children: ComponentChildren }) {
  const [more, setMore] = useState(false);
  const id = useId();
  const sender = email.from?.[0] ?? { name: null, email: "" };
  const date = new Date(email.receivedAt);
  const recipients = [...(email.to ?? []), ...(email.cc ?? [])];

  return (
    <header class="message-head">
      <button type="button" class="message-fold" aria-label={t("message.fold")} title={t("message.fold")} onClick={onFold}>
        <Avatar name={sender.name} email={sender.email} large />
      </button>
      <div class="message-who">
        <div class="message-from">
          <strong class="message-sender" dir="auto">
            {sender.name || sender.email || t("message.nobody")}
          </strong>
          {sender.name && <bdi class="message-address">{sender.email}</bdi>}
          {details && <Badge authentication={details.authentication} />}
          {details?.unsubscribe && <UnsubscribeButton email={email} unsubscribe={details.unsubscribe} />}
        </div>
        <button type="button" class="message-to" aria-expanded={more} aria-controls={id} onClick={() => setMore(!more)}>
          <span>{recipients.length > 0 ? t("message.to", { names: names(recipients) }) : t("message.noRecipients")}</span>
          <Icon name="chevronDown" />
        </button>
      </div>
      <time class="message-date" dateTime={email.receivedAt} title={longDate(date, language.value)}>
        <span class="date-medium">{mediumDate(date, language.value)}</span>
        <span class="date-short">{shortDate(date, language.value)}</span>
      </time>
      <div class="message-tools">{children}</div>
      <dl class="message-details" id={id} hidden={!more}>
        <People label={t("message.field.from")} list={email.from} />
        <People label={t("message.field.sender")} list={email.sender?.[0]?.email === sender.email ? null : email.sender} />
        <People label={t("message.field.replyTo")} list={email.replyTo} />
        <People label={t("message.field.to")} list={email.to} />
        <People label={t("message.field.cc")} list={email.cc} />
        <People label={t("message.field.bcc")} list={email.bcc} />
        <Field label={t("message.field.date")}>{longDate(email.sentAt ? new Date(email.sentAt) : date, language.value)}</Field>
        <Field label={t("message.field.size")}>{sizeText(email.size, language.value)}</Field>
        {details && <Field label={t("message.field.authentication")}>{proofs(details.authentication)}</Field>}
      </dl>
    </header>
  );
}

function Badge({ authentication: { verdict, from } }: { authentication: Authentication }) {
  if (verdict === "none") return null;
  const text = verdict === "pass" ? t("badge.pass", { domain: from ?? "" }) : t("badge.fail", { domain: from ?? "" });
  return (
    <span class={`badge badge-${verdict}`} title={text}>
      <Icon name={verdict === "pass" ? "shieldCheck" : "warning"} />
      <span class={verdict === "pass" ? "visually-hidden" : ""}>{verdict === "pass" ? text : t("badge.failShort")}</span>
    </span>
  );
}

/** Each proof with its outcome, under the names that they have everywhere. */
function proofs({ spf, dkim, dmarc, arc }: Authentication): string {
  return Object.entries({ SPF: spf, DKIM: dkim, DMARC: dmarc, ARC: arc })
    .filter(([, outcome]) => outcome)
    .map(([name, outcome]) => `${name}: ${outcome}`)
    .join(" · ");
}

function People({ label, list }: { label: string; list: EmailAddress[] | null }) {
  if (!list || list.length === 0) return null;
  return (
    <Field label={label}>
      {list.map(({ name, email }) => (
        <button type="button" class="person" key={email} title={t("message.writeTo", { name: name ?? email })} onClick={() => openComposer({ kind: "new", to: email })}>
          {name && <span dir="auto">{name}</span>} <bdi>{name ? `<${email}>` : email}</bdi>
        </button>
      ))}
    </Field>
  );
}

function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The first few, and how many more. The reader is "me". */
function names(people: readonly EmailAddress[]): string {
  const own = jmapSession.value?.username.toLowerCase();
  const list = people.map((each) => (each.email.toLowerCase() === own ? t("message.me") : shortName(each)));
  return list.length <= 4 ? list.join(", ") : `${list.slice(0, 3).join(", ")} +${list.length - 3}`;
}
