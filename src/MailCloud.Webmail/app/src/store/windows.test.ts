import { expect, test } from "vitest";
import { applyChanges, firstHole, removeAll, whereIs } from "./windows";

const sparse = (length: number, known: Record<number, string>): (string | undefined)[] => {
  const ids: (string | undefined)[] = [];
  for (const [index, id] of Object.entries(known)) ids[Number(index)] = id;
  ids.length = length;
  return ids;
};

test("a new message comes to the top and everything moves down", () => {
  const changed = applyChanges(["a", "b"], { removed: [], added: [{ id: "n", index: 0 }], total: 3 });
  expect(changed).toEqual(["n", "a", "b"]);
});

test("a thread with a new message moves to the top", () => {
  const changed = applyChanges(["a", "b", "c"], { removed: ["c"], added: [{ id: "d", index: 0 }], total: 3 });
  expect(changed).toEqual(["d", "a", "b"]);
});

test("what is known behind holes stays when the removed one is known", () => {
  const changed = applyChanges(sparse(1000, { 0: "a", 1: "b", 700: "z" }), { removed: ["a"], added: [], total: 999 });
  expect(changed.length).toBe(999);
  expect(changed[0]).toBe("b");
  expect(changed[699]).toBe("z");
});

test("what is known behind holes is forgotten when somebody unknown was removed", () => {
  const changed = applyChanges(sparse(1000, { 0: "a", 700: "z" }), { removed: ["unknown"], added: [], total: 999 });
  expect(changed[0]).toBe("a");
  expect(changed[700]).toBeUndefined();
  expect(changed[699]).toBeUndefined();
  expect(changed.length).toBe(999);
});

test("several added ones stand where they say", () => {
  const added = [
    { id: "y", index: 2 },
    { id: "x", index: 0 },
  ];
  expect(applyChanges(["a", "b"], { removed: [], added, total: 4 })).toEqual(["x", "a", "y", "b"]);
});

test("removing keeps the holes", () => {
  const left = removeAll(sparse(5, { 0: "a", 3: "c" }), new Set(["a"]));
  expect(left.length).toBe(4);
  expect(left[2]).toBe("c");
  expect(firstHole(left)).toBe(0);
});

test("a row is found where it moved to", () => {
  expect(whereIs("c", ["n", "a", "b", "c"], 2)).toBe(3);
  expect(whereIs("gone", ["a"], 0)).toBeNull();
});
