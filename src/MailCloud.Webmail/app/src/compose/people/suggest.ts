import type { EmailAddress } from "../../jmap/types";
import { isAddress } from "./addresses";

/** Somebody who can be written to. */
export interface Person extends EmailAddress {
  /** How often and how lately they were written to; a contact weighs as much as a message of today. */
  weight: number;
}

/** A message that was sent, for who was written to. */
export interface Written {
  at: string;
  to: EmailAddress[];
}

/** After this time a message weighs half of what it did. */
const halfLife = 30 * 24 * 3_600_000;

/** Joins contacts and those written to: one entry for an address, called as the contact is. */
export function gather(contacts: readonly EmailAddress[], written: readonly Written[], now: number): Person[] {
  const people = new Map<string, Person>();
  for (const { name, email } of contacts) if (isAddress(email)) people.set(email.toLowerCase(), { name, email, weight: 1 });
  for (const { at, to } of written) {
    const weight = 0.5 ** (Math.max(0, now - Date.parse(at)) / halfLife);
    for (const { name, email } of to) {
      const known = people.get(email.toLowerCase());
      if (known) {
        known.weight += weight;
        known.name ??= name;
      } else if (isAddress(email)) people.set(email.toLowerCase(), { name, email, weight });
    }
  }
  return [...people.values()];
}

/** Who may be meant by what has been typed: those whose name or address begins so, then those where it stands at a word's beginning, then anywhere. */
export function suggest(people: readonly Person[], typed: string, taken: readonly EmailAddress[], limit = 8): Person[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const excluded = new Set(taken.map(({ email }) => email.toLowerCase()));
  if (words.length === 0) return [];
  return people
    .filter(({ email }) => !excluded.has(email.toLowerCase()))
    .map((person) => ({ person, rank: Math.max(...words.map((word) => rankOf(person, word))) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.rank - other.rank || other.person.weight - one.person.weight || one.person.email.localeCompare(other.person.email))
    .slice(0, limit)
    .map(({ person }) => person);
}

function rankOf({ name, email }: Person, word: string): number {
  const address = fold(email);
  const called = fold(name ?? "");
  if (address.startsWith(word) || called.startsWith(word)) return 0;
  if (`${called} ${address}`.split(/[\s.@_+-]+/).some((each) => each.startsWith(word))) return 1;
  return called.includes(word) || address.includes(word) ? 2 : Number.POSITIVE_INFINITY;
}

/** Letters without case and marks, so that `jose` finds José. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
