import type { EmailAddress, EmailSummary, Id, Mailbox } from "../jmap/types";

/** What a row shows. */
export interface Row {
  /** Who wrote, the oldest first; in Sent and Drafts, who is written to. */
  people: { name: string; unread: boolean }[];
  first: EmailAddress;
  subject: string;
  preview: string;
  date: string;
  count: number;
  unread: boolean;
  starred: boolean;
  hasAttachment: boolean;
  answered: boolean;
  draft: boolean;
}

/** Which messages of a thread count in a list: those that were thrown away do only where such ones are shown. */
export function relevant(emails: readonly EmailSummary[], shown: Id | null, hidden: readonly Id[]): EmailSummary[] {
  const rest = emails.filter((each) => {
    const where = Object.keys(each.mailboxIds);
    return (shown !== null && each.mailboxIds[shown]) || where.some((id) => !hidden.includes(id)) || where.length === 0;
  });
  return rest.length > 0 ? rest : [...emails];
}

/** Sums a conversation up. `emails` are its relevant messages, the oldest first; `exemplar` is the one that the list is sorted by. */
export function rowOf(exemplar: EmailSummary, emails: readonly EmailSummary[], mailbox: Mailbox | null): Row {
  const outgoing = mailbox?.role === "sent" || mailbox?.role === "drafts";
  const people = new Map<string, { name: string; unread: boolean }>();
  for (const each of emails) {
    const unread = !each.keywords.$seen;
    for (const address of (outgoing ? each.to : each.from) ?? []) {
      const known = people.get(address.email.toLowerCase());
      people.set(address.email.toLowerCase(), { name: known?.name ?? shortName(address), unread: unread || known?.unread === true });
    }
  }
  const newest = emails.at(-1) ?? exemplar;
  return {
    people: [...people.values()],
    first: (outgoing ? exemplar.to?.[0] : (newest.from?.[0] ?? exemplar.from?.[0])) ?? { name: null, email: "" },
    subject: (emails[0] ?? exemplar).subject ?? "",
    preview: newest.preview,
    date: exemplar.receivedAt,
    count: emails.length,
    unread: emails.some((each) => !each.keywords.$seen),
    starred: emails.some((each) => each.keywords.$flagged),
    hasAttachment: emails.some((each) => each.hasAttachment),
    answered: exemplar.keywords.$answered === true,
    draft: emails.some((each) => each.keywords.$draft),
  };
}

/** What a person is called: by name, or by the part of the address that says most. */
export function shortName({ name, email }: EmailAddress): string {
  return name?.trim() || email.replace(/@.*$/, "") || email;
}

/** People in a row: all if they are few, else the first and the last two. First names where there are several. */
export function joinPeople(people: readonly { name: string }[]): string {
  const names = people.map((each) => each.name);
  if (names.length <= 1) return names[0] ?? "";
  const short = names.map((name) => (/^[\p{Script=Latin}\s.'-]+$/u.test(name) ? name.split(/\s+/)[0]! : name));
  return short.length <= 3 ? short.join(", ") : `${short[0]} … ${short.slice(-2).join(", ")}`;
}
