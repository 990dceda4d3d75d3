import type { EmailSummary, Id } from "../jmap/types";

/** What is to become of a message: true sets a keyword or puts it into a mailbox, false takes it away. */
export interface Patch {
  keywords?: Record<string, boolean>;
  mailboxIds?: Record<Id, boolean>;
}

/** Patches by message. */
export type Patches = ReadonlyMap<Id, Patch>;

/** A message with its patch applied. */
export function patched<T extends EmailSummary>(email: T, { keywords, mailboxIds }: Patch): T {
  return {
    ...email,
    keywords: keywords ? applied(email.keywords, keywords) : email.keywords,
    mailboxIds: mailboxIds ? applied(email.mailboxIds, mailboxIds) : email.mailboxIds,
  };
}

function applied(to: Record<string, boolean>, changes: Record<string, boolean>): Record<string, boolean> {
  return Object.fromEntries(Object.entries({ ...to, ...changes }).filter(([, set]) => set));
}

/** What takes a patch back. */
export function inverseOf(email: EmailSummary, { keywords, mailboxIds }: Patch): Patch {
  return {
    ...(keywords && { keywords: before(email.keywords, keywords) }),
    ...(mailboxIds && { mailboxIds: before(email.mailboxIds, mailboxIds) }),
  };
}

function before(of: Record<string, boolean>, changes: Record<string, boolean>): Record<string, boolean> {
  return Object.fromEntries(Object.keys(changes).map((each) => [each, of[each] === true]));
}

/** As Email/set takes it (RFC 8620 §5.3, PatchObject). */
export function toUpdate({ keywords = {}, mailboxIds = {} }: Patch): Record<string, true | null> {
  return Object.fromEntries([
    ...Object.entries(keywords).map(([name, set]) => [`keywords/${pointer(name)}`, set || null]),
    ...Object.entries(mailboxIds).map(([id, set]) => [`mailboxIds/${pointer(id)}`, set || null]),
  ]) as Record<string, true | null>;
}

/** A name as a part of a JSON pointer (RFC 6901 §3). */
function pointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** How the counts of mailboxes change. */
export function countsOf(changes: Iterable<{ from: EmailSummary; to: EmailSummary }>): Map<Id, { total: number; unread: number }> {
  const counts = new Map<Id, { total: number; unread: number }>();
  const add = ({ mailboxIds, keywords }: EmailSummary, sign: 1 | -1): void => {
    for (const id of Object.keys(mailboxIds)) {
      const each = counts.get(id) ?? { total: 0, unread: 0 };
      counts.set(id, { total: each.total + sign, unread: each.unread + (keywords.$seen ? 0 : sign) });
    }
  };
  for (const { from, to } of changes) {
    add(from, -1);
    add(to, 1);
  }
  return counts;
}
