import { expect, it } from "vitest";
import type { ContactCard } from "./card";
import { search } from "./search";

const cards = [
  { id: "1", addressBookIds: {}, name: { full: "José Núñez" }, emails: { e: { address: "jose@example.org" } }, organizations: { o: { name: "Acme" } } },
  { id: "2", addressBookIds: {}, name: { full: "王小明" }, phones: { p: { number: "0912 345" } }, notes: { n: { note: "Tea shop" } } },
] satisfies ContactCard[];
const found = (text: string): string[] => search(cards, text).map(({ id }) => id);

it.each([
  ["", ["1", "2"]],
  ["nunez ACME", ["1"]],
  ["小明", ["2"]],
  ["tea 0912", ["2"]],
  ["jose tea", []],
])("finds with “%s”", (text, ids) => expect(found(text)).toEqual(ids));
