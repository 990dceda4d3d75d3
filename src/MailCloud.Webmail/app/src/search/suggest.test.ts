import { expect, test } from "vitest";
import { suggest } from "./suggest";

const people = [
  { name: "Ann Lee", email: "ann@example.com" },
  { name: null, email: "bob@example.com" },
];

test("an operator is completed, and what stands before it stays", () => {
  expect(suggest("report fr", people, [])[0]).toEqual({ query: "report from:", label: "from:", kind: "operator" });
});

test("a person is offered by name and by address", () => {
  expect(suggest("ann", people, []).map((each) => each.query)).toEqual(["from:ann@example.com "]);
  expect(suggest("to:bo", people, []).map((each) => each.query)).toEqual(["to:bob@example.com "]);
});

test("nothing typed offers what was looked for before", () => {
  expect(suggest("", people, ["invoice"])).toEqual([{ query: "invoice", label: "invoice", kind: "recent" }]);
});
