import { expect, test } from "vitest";
import type { EmailSummary } from "../jmap/types";
import { countsOf, inverseOf, patched, toUpdate } from "./patches";

const email = { id: "e", mailboxIds: { inbox: true }, keywords: { $seen: true } } as unknown as EmailSummary;
const move = { mailboxIds: { inbox: false, archive: true }, keywords: { $flagged: true } };

test("a patch and its inverse lead back", () => {
  const moved = patched(email, move);
  expect(moved.mailboxIds).toEqual({ archive: true });
  expect(moved.keywords).toEqual({ $seen: true, $flagged: true });
  expect(patched(moved, inverseOf(email, move))).toEqual(email);
});

test("a patch is written as pointers, null takes away", () => {
  expect(toUpdate({ mailboxIds: { a: false, b: true }, keywords: { "x/y~z": true } })).toEqual({
    "keywords/x~1y~0z": true,
    "mailboxIds/a": null,
    "mailboxIds/b": true,
  });
});

test("an unread message takes its count along", () => {
  const unread = { ...email, keywords: {} };
  const counts = countsOf([{ from: unread, to: patched(unread, move) }]);
  expect(counts.get("inbox")).toEqual({ total: -1, unread: -1 });
  expect(counts.get("archive")).toEqual({ total: 1, unread: 1 });
});

test("reading changes only the unread", () => {
  const unread = { ...email, keywords: {} };
  const counts = countsOf([{ from: unread, to: email }]);
  expect(counts.get("inbox")).toEqual({ total: 0, unread: -1 });
});
