import type { EmailAddress } from "../../jmap/types";
import { sameAddress, without } from "../people/addresses";
import type { Attachment, FullEmail, Identity } from "./message";

/** Beginnings of subjects that mean "reply", as mail programs of several languages write them. */
const replied = /^\s*(?:re|aw|sv|vs|odp|ref|رد|回复|回覆|答复)\s*(?:\[\d+\])?\s*[:：]\s*/i;
/** Those that mean "forwarded". */
const forwarded = /^\s*(?:fwd?|wg|tr|rv|i|إعادة توجيه|轉寄|转发|轉發)\s*[:：]\s*/i;

/** The subject of an answer: one `Re:`, however often it has gone to and fro. */
export function replySubject(subject: string | null): string {
  return `Re: ${strip(subject ?? "", replied)}`.trimEnd();
}

export function forwardSubject(subject: string | null): string {
  return `Fwd: ${strip(subject ?? "", forwarded)}`.trimEnd();
}

function strip(subject: string, prefix: RegExp): string {
  let rest = subject;
  while (prefix.test(rest)) rest = rest.replace(prefix, "");
  return rest.trim();
}

/** Who an answer goes to. One's own message is answered to those it went to. */
export function replyRecipients(email: FullEmail, own: readonly string[], all: boolean): { to: EmailAddress[]; cc: EmailAddress[] } {
  const isOwn = ({ email: address }: EmailAddress): boolean => own.some((each) => sameAddress(each, address));
  const sender = email.from ?? [];
  const asked = email.replyTo?.length ? email.replyTo : sender;
  const mine = sender.some(isOwn);
  const first = mine ? (email.to ?? []) : asked;
  if (!all) return { to: without(first), cc: [] };
  const others = mine ? [] : (email.to ?? []).filter((each) => !isOwn(each));
  const to = without([...first, ...others]);
  return { to, cc: without((email.cc ?? []).filter((each) => !isOwn(each)), to) };
}

/** The fields that put an answer into its conversation (RFC 5322 §3.6.4). */
export function threading({ messageId, inReplyTo, references }: FullEmail): { inReplyTo: string[] | null; references: string[] | null } {
  if (!messageId?.length) return { inReplyTo: null, references: null };
  const before = references?.length ? references : inReplyTo?.length === 1 ? inReplyTo : [];
  return { inReplyTo: messageId, references: [...before.filter((each) => !messageId.includes(each)), ...messageId] };
}

/** The identity that a message came to or from; the first one if none did. */
export function receivingIdentity(email: FullEmail, identities: readonly Identity[]): Identity | null {
  const places = [email.to, email.cc, email.bcc, email.from];
  for (const place of places)
    for (const { email: address } of place ?? []) {
      const found = identities.find((each) => sameAddress(each.email, address));
      if (found) return found;
    }
  return identities[0] ?? null;
}

/** The files of a message as those of another. An answer takes only images that the quoted text shows, a forwarded message all. */
export function inheritedAttachments(email: FullEmail, kind: "reply" | "forward" | "edit", html: string): Attachment[] {
  return email.attachments
    .filter(({ blobId }) => blobId !== null)
    .map(({ blobId, name, type, size, cid }) => ({
      key: crypto.randomUUID(),
      name: name ?? "",
      type,
      size,
      blobId,
      cid: cid && html.includes(`cid:${cid}`) ? cid : null,
      file: null,
    }))
    .filter(({ cid }) => kind !== "reply" || cid !== null);
}
