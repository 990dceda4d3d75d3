import { language, t } from "../i18n";
import { call } from "../jmap/client";
import type { GetResponse, Id } from "../jmap/types";
import { accountId } from "../store/session";
import { sanitizeToHtml } from "./editor/sanitize";
import { identities, identityOf } from "./identities";
import { type FullEmail, type Identity, type Message, emptyMessage } from "./message/message";
import { type Head, htmlOf, listOf, quoteForward, quoteForwardText, quoteReply, quoteReplyText, textOf } from "./message/quote";
import { forwardSubject, inheritedAttachments, receivingIdentity, replyRecipients, replySubject, threading } from "./message/reply";
import { signHtml, signText } from "./message/signature";
import { toHtml } from "./message/text";
import type { Draft } from "./open";
import { parseAddresses, sameAddress } from "./people/addresses";

/** Octets of text that are taken of a message; a longer one is cut. */
const longestText = 1024 * 1024;

const properties = [
  ...["id", "threadId", "blobId", "mailboxIds", "keywords", "receivedAt", "sentAt", "from", "to", "cc", "bcc", "replyTo", "sender", "subject"],
  ...["messageId", "inReplyTo", "references", "preview", "hasAttachment", "size", "attachments", "textBody", "htmlBody", "bodyValues"],
];

/** Makes the message that a composer begins with. */
export async function begin(draft: Draft): Promise<Message> {
  if (draft.kind === "new") return beginNew(draft);
  const email = await fetchEmail(draft.emailId);
  const html = sanitizeToHtml(htmlOf(email));
  switch (draft.kind) {
    case "edit":
      return beginEdit(email, html);
    case "forward":
      return beginForward(email, html);
    default:
      return beginReply(email, html, draft.kind === "replyAll");
  }
}

function beginNew({ to, cc, bcc, subject, body }: Draft & { kind: "new" }): Message {
  const identity = identityOf(null);
  const message = emptyMessage(accountId(), identity);
  return {
    ...message,
    to: parseAddresses(to ?? ""),
    cc: parseAddresses(cc ?? ""),
    bcc: [...message.bcc, ...parseAddresses(bcc ?? "")],
    subject: subject ?? "",
    body: signHtml(body ? toHtml(body) : "", identity),
  };
}

function beginReply(email: FullEmail, html: string, all: boolean): Message {
  const identity = receivingIdentity(email, identities.value);
  const name = email.from?.[0]?.name || email.from?.[0]?.email || "";
  const attribution = t("compose.attribution", { date: dateOf(email), name });
  const plain = isPlain(email);
  return {
    ...emptyMessage(accountId(), identity),
    ...replyRecipients(email, identities.value.map((each) => each.email), all),
    ...threading(email),
    ...signed(plain, identity),
    subject: replySubject(email.subject),
    quote: plain ? quoteReplyText(attribution, textOf(email, html)) : quoteReply(attribution, html),
    attachments: plain ? [] : inheritedAttachments(email, "reply", html),
    source: { kind: "reply", emailId: email.id },
  };
}

function beginForward(email: FullEmail, html: string): Message {
  const identity = receivingIdentity(email, identities.value);
  const plain = isPlain(email);
  const title = t("compose.forwardedMessage");
  const head = headOf(email);
  return {
    ...emptyMessage(accountId(), identity),
    ...signed(plain, identity),
    subject: forwardSubject(email.subject),
    quote: plain ? quoteForwardText(title, head, textOf(email, html)) : quoteForward(title, head, html),
    references: threading(email).references,
    attachments: inheritedAttachments(email, "forward", html),
    source: { kind: "forward", emailId: email.id },
  };
}

function beginEdit(email: FullEmail, html: string): Message {
  const from = email.from?.[0]?.email ?? "";
  const identity = identities.value.find((each) => sameAddress(each.email, from)) ?? identityOf(null);
  const plain = isPlain(email);
  const { messageId } = emptyMessage(accountId(), identity);
  return {
    ...emptyMessage(accountId(), identity),
    to: email.to ?? [],
    cc: email.cc ?? [],
    bcc: email.bcc ?? [],
    subject: email.subject ?? "",
    format: plain ? "plain" : "html",
    body: plain ? textOf(email, html) : html,
    attachments: inheritedAttachments(email, "edit", html),
    inReplyTo: email.inReplyTo,
    references: email.references,
    draftId: email.id,
    messageId: email.messageId?.[0] ?? messageId,
  };
}

/** What was written as plain text is answered so. */
function signed(plain: boolean, identity: Identity | null): Pick<Message, "format" | "body"> {
  return plain ? { format: "plain", body: signText("", identity) } : { format: "html", body: signHtml("", identity) };
}

function isPlain({ htmlBody }: FullEmail): boolean {
  return htmlBody.every(({ type }) => type === "text/plain") && htmlBody.length > 0;
}

async function fetchEmail(id: Id): Promise<FullEmail> {
  const { list } = await call<GetResponse<FullEmail>>("Email/get", {
    ids: [id],
    properties,
    fetchAllBodyValues: true,
    maxBodyValueBytes: longestText,
  });
  const email = list[0];
  if (!email) throw new Error(t("compose.gone"));
  return email;
}

function dateOf({ sentAt, receivedAt }: FullEmail): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "full", timeStyle: "short" }).format(new Date(sentAt ?? receivedAt));
}

function headOf(email: FullEmail): Head {
  const lines: Head = [
    [t("compose.headFrom"), listOf(email.from)],
    [t("compose.headDate"), dateOf(email)],
    [t("compose.headSubject"), email.subject ?? ""],
    [t("compose.headTo"), listOf(email.to)],
    [t("compose.headCc"), listOf(email.cc)],
  ];
  return lines.filter(([, value]) => value !== "");
}
