import type { BodyPart, Email, EmailAddress, Id } from "../../jmap/types";

/** Who a person writes as (RFC 8621 §6). */
export interface Identity {
  id: Id;
  name: string;
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
  mayDelete: boolean;
}

/** A message with its text, as it is fetched to be answered, forwarded or written on. */
export interface FullEmail extends Email {
  textBody: BodyPart[];
  htmlBody: BodyPart[];
  bodyValues: Record<string, { value: string; isTruncated: boolean }>;
}

/** A file of a message. Until it is uploaded it has no blob; what was forwarded has one from the start. */
export interface Attachment {
  key: string;
  name: string;
  type: string;
  /** Octets. */
  size: number;
  blobId: Id | null;
  /** Where the text shows it; null: it stands beside the text. */
  cid: string | null;
  /** What is to be uploaded; kept so that a closed tab loses no file. */
  file: Blob | null;
}

/**
 * A message that is being written: plain data, which goes into the browser's database and from there back into a window as it was. Its HTML is what would be
 * sent: images of its own as `cid:`, styles in place.
 */
export interface Message {
  key: string;
  account: Id;
  identityId: Id | null;
  to: EmailAddress[];
  cc: EmailAddress[];
  bcc: EmailAddress[];
  subject: string;
  format: "html" | "plain";
  /** What the person writes: HTML or text, as the format says. */
  body: string;
  /** What is answered or forwarded, in the same format; it follows the body, and is shown only when asked for. */
  quote: string | null;
  attachments: Attachment[];
  inReplyTo: string[] | null;
  references: string[] | null;
  /** The message that gets marked as answered or forwarded once this one is sent. */
  source: { kind: "reply" | "forward"; emailId: Id } | null;
  /** Its copy in Drafts. */
  draftId: Id | null;
  /** Without brackets. It is the same however often sending is tried, so that it can be told whether it was sent. */
  messageId: string;
}

/** An empty message from somebody. */
export function emptyMessage(account: Id, identity: Identity | null): Message {
  return {
    key: crypto.randomUUID(),
    account,
    identityId: identity?.id ?? null,
    to: [],
    cc: [],
    bcc: identity?.bcc ?? [],
    subject: "",
    format: "html",
    body: "",
    quote: null,
    attachments: [],
    inReplyTo: null,
    references: null,
    source: null,
    draftId: null,
    messageId: newMessageId(identity),
  };
}

/** A name that no other message has (RFC 5322 §3.6.4). */
export function newMessageId(identity: Identity | null): string {
  return `${crypto.randomUUID()}@${identity?.email.split("@").at(-1) || "localhost"}`;
}

/** All who get the message, each once. */
export function recipients({ to, cc, bcc }: Message): EmailAddress[] {
  const seen = new Set<string>();
  return [...to, ...cc, ...bcc].filter(({ email }) => !seen.has(email.toLowerCase()) && seen.add(email.toLowerCase()));
}

/** Octets of all files together. */
export function attachedSize({ attachments }: Message): number {
  return attachments.reduce((sum, { size }) => sum + size, 0);
}
