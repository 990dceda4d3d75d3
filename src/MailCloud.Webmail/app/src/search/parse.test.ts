import { expect, test } from "vitest";
import { parseSearch, type SearchContext } from "./parse";
import { dateOf, sizeOf } from "./values";

const now = new Date(2026, 4, 15, 10, 30);
const context: SearchContext = { now, mailbox: (name) => (name.toLowerCase() === "archive" ? "m1" : null), hidden: [] };
const parse = (query: string) => parseSearch(query, context);

test.each([
  ["", null],
  ["   ", null],
  ["OR", null],
  ["()", null],
  ["hello", { text: "hello" }],
  ['"two words"', { text: "two words" }],
  ['"no end', { text: "no end" }],
  ["「請款 單」", { text: "請款 單" }],
  ["-spam", { operator: "NOT", conditions: [{ text: "spam" }] }],
  ["a - b", { operator: "AND", conditions: [{ text: "a" }, { text: "-" }, { text: "b" }] }],
  ["from:ann", { from: "ann" }],
  ['FROM:"Ann Lee"', { from: "Ann Lee" }],
  ["to:a cc:b", { operator: "AND", conditions: [{ to: "a" }, { cc: "b" }] }],
  ["subject:x", { subject: "x" }],
  ["has:attachment", { hasAttachment: true }],
  ["is:unread", { notKeyword: "$seen" }],
  ["is:starred", { hasKeyword: "$flagged" }],
  ["in:Archive", { inMailbox: "m1" }],
  ["in:nowhere", { text: "in:nowhere" }],
  ["is:purple", { text: "is:purple" }],
  ["http://a.example/b", { text: "http://a.example/b" }],
  ["larger:5M", { minSize: 5_000_000 }],
  ["smaller:100k", { maxSize: 100_000 }],
  ["larger:lots", { text: "larger:lots" }],
  ["a OR b", { operator: "OR", conditions: [{ text: "a" }, { text: "b" }] }],
  ["a b OR c", { operator: "AND", conditions: [{ text: "a" }, { operator: "OR", conditions: [{ text: "b" }, { text: "c" }] }] }],
  ["-(a b)", { operator: "NOT", conditions: [{ operator: "AND", conditions: [{ text: "a" }, { text: "b" }] }] }],
  ["(a", { text: "a" }],
  ["a)", { text: "a" }],
  ["a OR", { text: "a" }],
])("%s", (query, filter) => {
  expect(parse(query)).toEqual(filter);
});

test("Trash and Junk are searched when they are named", () => {
  const hidden = { ...context, hidden: ["trash", "junk"] };
  expect(parseSearch("a", hidden)).toEqual({ operator: "AND", conditions: [{ text: "a" }, { inMailboxOtherThan: ["trash", "junk"] }] });
  expect(parseSearch("a in:archive", hidden)).toEqual({ operator: "AND", conditions: [{ text: "a" }, { inMailbox: "m1" }] });
});

test("days are the reader's", () => {
  const at = (...date: [number, number, number]) => new Date(...date).toISOString().replace(".000", "");
  expect(dateOf("2026-01-31", now)).toBe(at(2026, 0, 31));
  expect(dateOf("2026/2", now)).toBe(at(2026, 1, 1));
  expect(dateOf("2026", now)).toBe(at(2026, 0, 1));
  expect(dateOf("yesterday", now)).toBe(at(2026, 4, 14));
  expect(dateOf("2w", now)).toBe(at(2026, 4, 1));
  expect(dateOf("2026-02-30", now)).toBeNull();
  expect(dateOf("soon", now)).toBeNull();
});

test("sizes have units", () => {
  expect([sizeOf("12"), sizeOf("1.5mb"), sizeOf("2G"), sizeOf("x")]).toEqual([12, 1_500_000, 2_000_000_000, null]);
});
