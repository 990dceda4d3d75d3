import { expect, test, vi } from "vitest";

vi.mock("../../jmap/client", () => ({ call: vi.fn(), MethodError: class extends Error {} }));
vi.mock("../../http", () => ({ Offline: class extends Error {}, Problem: class extends Error {} }));

const { matches } = await import("./rules");
type Examined = import("./rules").Examined;
type Condition = import("./rules").Condition;

const email: Examined = {
  id: "M1",
  from: [{ name: "Bob Builder", email: "bob@example.net" }],
  to: [{ name: null, email: "alice@example.org" }],
  cc: null,
  subject: "Invoice for May",
  size: 5_000,
  receivedAt: "2026-05-01T00:00:00Z",
  "header:List-Id:asText": "The builders <builders.example.net>",
};

const holds = (...conditions: Condition[]): boolean => matches({ match: "all", conditions }, email);

test.each<[Condition, boolean]>([
  [{ field: "from", test: "contains", value: "BOB" }, true],
  [{ field: "from", test: "is", value: "bob@example.net" }, true],
  [{ field: "from", test: "is", value: "bob" }, false],
  [{ field: "to", test: "contains", value: "alice" }, true],
  [{ field: "cc", test: "contains", value: "alice" }, false],
  [{ field: "subject", test: "contains", value: "invoice" }, true],
  [{ field: "list", test: "is", value: "builders.example.net" }, true],
  [{ field: "any", test: "contains", value: "may" }, true],
  [{ field: "any", test: "contains", value: "  " }, false],
  [{ field: "size", test: "larger", value: "4999" }, true],
  [{ field: "size", test: "smaller", value: "5000" }, false],
])("%o holds: %s", (condition, expected) => expect(holds(condition)).toBe(expected));

test("all conditions have to hold, or any, and none is none", () => {
  const yes: Condition = { field: "subject", test: "contains", value: "invoice" };
  const no: Condition = { field: "subject", test: "contains", value: "party" };
  expect(holds(yes, no)).toBe(false);
  expect(matches({ match: "any", conditions: [yes, no] }, email)).toBe(true);
  expect(holds()).toBe(false);
});
