import { type ContactCard, nameOf } from "./card";

/** The contacts in which every word of a search occurs, without regard to case and marks. */
export function search(cards: readonly ContactCard[], text: string): readonly ContactCard[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return cards;
  return cards.filter((card) => {
    const all = fold(textOf(card));
    return words.every((word) => all.includes(word));
  });
}

function textOf(card: ContactCard): string {
  const values = (entries: Record<string, unknown> | undefined, property: string): string[] =>
    Object.values(entries ?? {}).map((entry) => String((entry as Record<string, unknown>)[property] ?? ""));
  return [
    nameOf(card),
    ...values(card.emails, "address"),
    ...values(card.phones, "number"),
    ...values(card.organizations, "name"),
    ...values(card.titles, "name"),
    ...values(card.notes, "note"),
  ].join("\n");
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
