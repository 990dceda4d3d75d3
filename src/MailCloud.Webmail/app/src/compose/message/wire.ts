import type { Id } from "../../jmap/types";
import type { Identity, Message } from "./message";
import { toText } from "./text";

/** What Email/set makes a message from (RFC 8621 §4.6). */
export type EmailCreation = Record<string, unknown>;

/** A message as it goes to the server, into Drafts. Whatever has no blob yet is left out: it is sent only once everything has. */
export function toEmail(message: Message, identity: Identity | null, mailboxId: Id): EmailCreation {
  const { html, text } = bodies(message);
  return {
    mailboxIds: { [mailboxId]: true },
    keywords: { $draft: true, $seen: true },
    from: identity && [{ name: identity.name || null, email: identity.email }],
    replyTo: identity?.replyTo?.length ? identity.replyTo : null,
    to: someOf(message.to),
    cc: someOf(message.cc),
    bcc: someOf(message.bcc),
    subject: message.subject,
    messageId: [message.messageId],
    inReplyTo: message.inReplyTo,
    references: message.references,
    bodyValues: { text: { value: text }, ...(html !== null && { html: { value: html } }) },
    textBody: [{ partId: "text", type: "text/plain" }],
    ...(html !== null && { htmlBody: [{ partId: "html", type: "text/html" }] }),
    attachments: message.attachments
      .filter(({ blobId }) => blobId !== null)
      .map(({ blobId, name, type, cid }) => ({ blobId, name: name || null, type, cid, disposition: cid ? "inline" : "attachment" })),
  };
}

/** What both forms of a message say; no HTML where the person writes plain text. */
export function bodies({ format, body, quote }: Message): { html: string | null; text: string } {
  if (format === "plain") return { html: null, text: quote === null ? body : `${body.trimEnd()}\n\n${quote}` };
  const html = quote === null ? body : `${body}<div><br></div>${quote}`;
  return { html: `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body dir="auto">${html}</body></html>`, text: toText(html) };
}

/** What has not been said in the message: nothing worth keeping (its identity's signature and copies aside). */
export function isEmpty(message: Message, identity: Identity | null): boolean {
  const { to, cc, bcc, subject, attachments, format, body } = message;
  const own = (identity?.bcc ?? []).length;
  const said = format === "plain" ? body : body.includes("<img") ? "image" : toText(body.replace(/<div class="signature">.*$/s, ""));
  return to.length + cc.length === 0 && bcc.length <= own && !subject.trim() && attachments.length === 0 && said.replace(/(?:^|\n)-- \n.*$/s, "").trim() === "";
}

/** Addresses without those that cannot be one: a draft may hold them, but a header cannot. */
function someOf(list: Message["to"]): Message["to"] | null {
  const known = list.filter(({ email }) => email.includes("@"));
  return known.length > 0 ? known : null;
}
