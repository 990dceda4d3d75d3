import { expect, test } from "vitest";
import type { EmailSummary, Mailbox } from "../jmap/types";
import { joinPeople, relevant, rowOf } from "./rows";

const email = (id: string, given: Partial<EmailSummary>): EmailSummary => ({
  id,
  threadId: "t",
  blobId: `B${id}`,
  mailboxIds: { inbox: true },
  keywords: {},
  receivedAt: "2026-01-01T00:00:00Z",
  from: [{ name: "Ann Lee", email: "ann@example.com" }],
  to: [{ name: "Bob", email: "bob@example.com" }],
  subject: "Hello",
  preview: id,
  hasAttachment: false,
  size: 1,
  ...given,
});

test("a conversation is unread and starred when one of its messages is", () => {
  const row = rowOf(email("2", {}), [email("1", { keywords: { $seen: true, $flagged: true } }), email("2", {})], null);
  expect(row).toMatchObject({ unread: true, starred: true, count: 2, preview: "2", subject: "Hello" });
  expect(row.people).toEqual([{ name: "Ann Lee", unread: true }]);
});

test("Sent shows who was written to", () => {
  const row = rowOf(email("1", {}), [email("1", {})], { role: "sent" } as Mailbox);
  expect(row.people.map((each) => each.name)).toEqual(["Bob"]);
});

test("thrown away messages count only in Trash", () => {
  const both = [email("1", { mailboxIds: { trash: true } }), email("2", {})];
  expect(relevant(both, "inbox", ["trash"]).map((each) => each.id)).toEqual(["2"]);
  expect(relevant(both, "trash", ["trash"]).map((each) => each.id)).toEqual(["1", "2"]);
  expect(relevant([both[0]!], null, ["trash"]).map((each) => each.id)).toEqual(["1"]);
});

test("many people become the first and the last two", () => {
  const named = (...names: string[]) => names.map((name) => ({ name }));
  expect(joinPeople(named("Ann Lee"))).toBe("Ann Lee");
  expect(joinPeople(named("Ann Lee", "王小明"))).toBe("Ann, 王小明");
  expect(joinPeople(named("A B", "C D", "E F", "G H"))).toBe("A … E, G");
});
