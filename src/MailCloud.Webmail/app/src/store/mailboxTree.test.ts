import { expect, test } from "vitest";
import type { Mailbox, Role } from "../jmap/types";
import { mayContain, treeOf, visibleNodes } from "./mailboxTree";

const box = (id: string, name: string, parentId: string | null = null, role: Role | null = null, sortOrder = 0): Mailbox =>
  ({ id, name, parentId, role, sortOrder }) as Mailbox;

const boxes = [
  box("1", "Zoo"),
  box("2", "Trash", null, "trash"),
  box("3", "INBOX", null, "inbox"),
  box("4", "Folder 10"),
  box("5", "Folder 9"),
  box("6", "Inner", "1"),
  box("7", "Lost", "gone"),
];

test("roles come first, then the given order, then names as people count", () => {
  expect(treeOf(boxes, "en").map((node) => node.mailbox.name)).toEqual(["INBOX", "Trash", "Folder 9", "Folder 10", "Lost", "Zoo"]);
});

test("a closed folder hides what is in it", () => {
  const tree = treeOf(boxes, "en");
  expect(visibleNodes(tree, () => true).find((node) => node.mailbox.name === "Inner")?.depth).toBe(1);
  expect(visibleNodes(tree, (id) => id !== "1").some((node) => node.mailbox.name === "Inner")).toBe(false);
});

test("a folder is not put into itself or below itself", () => {
  const byId = new Map(boxes.map((each) => [each.id, each]));
  expect(mayContain(byId, "6", "1")).toBe(false);
  expect(mayContain(byId, "1", "1")).toBe(false);
  expect(mayContain(byId, "1", "6")).toBe(true);
  expect(mayContain(byId, null, "6")).toBe(true);
});
