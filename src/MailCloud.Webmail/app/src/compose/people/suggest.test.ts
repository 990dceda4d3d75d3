import { expect, it } from "vitest";
import { gather, type Person, suggest } from "./suggest";

const now = Date.parse("2026-06-01T00:00:00Z");
const at = (days: number): string => new Date(now - days * 86_400_000).toISOString();
const emails = (found: Person[]): string[] => found.map(({ email }) => email);

const people = gather(
  [
    { name: "José Núñez", email: "jose@example.org" },
    { name: "王小明", email: "ming@example.org" },
  ],
  [
    { at: at(1), to: [{ name: null, email: "joan@example.org" }, { name: "Someone Else", email: "JOSE@example.org" }] },
    { at: at(400), to: [{ name: "Old Joan", email: "joanna@example.org" }, { name: null, email: "broken" }] },
    { at: at(2), to: [{ name: null, email: "info@jo-shop.example" }] },
  ],
  now,
);

it("knows each address once, called as in the contacts, and none that cannot be written to", () => {
  expect(people.map(({ email }) => email).sort()).toEqual(["info@jo-shop.example", "jose@example.org", "joan@example.org", "joanna@example.org", "ming@example.org"].sort());
  expect(people.find(({ email }) => email === "jose@example.org")?.name).toBe("José Núñez");
});

it("puts first who begins so and was written to lately and often", () => {
  expect(emails(suggest(people, "jo", []))).toEqual(["jose@example.org", "joan@example.org", "joanna@example.org", "info@jo-shop.example"]);
});

it("finds names in any script, without their marks, and by all words", () => {
  expect(emails(suggest(people, "小明", []))).toEqual(["ming@example.org"]);
  expect(emails(suggest(people, "nunez jose", []))).toEqual(["jose@example.org"]);
  expect(suggest(people, "jose joan", [])).toEqual([]);
});

it("leaves out who is there already, and suggests nothing for nothing", () => {
  expect(emails(suggest(people, "jose", [{ name: null, email: "Jose@Example.org" }]))).toEqual([]);
  expect(suggest(people, "  ", [])).toEqual([]);
});

it("gives no more than asked for", () => {
  expect(suggest(people, "example", [], 2)).toHaveLength(2);
});
