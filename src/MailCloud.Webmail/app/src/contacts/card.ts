import type { EmailAddress, Id } from "../jmap/types";

/** A contact, as far as the page shows it (RFC 9553); what else it has is kept as it is. */
export interface NewCard {
  uid?: string;
  name?: { full?: string; components?: { kind: string; value: string }[] } & Record<string, unknown>;
  emails?: Record<Id, { address: string; label?: string } & Record<string, unknown>>;
  phones?: Record<Id, { number: string; label?: string } & Record<string, unknown>>;
  organizations?: Record<Id, { name?: string } & Record<string, unknown>>;
  titles?: Record<Id, { name: string } & Record<string, unknown>>;
  notes?: Record<Id, { note: string } & Record<string, unknown>>;
  [other: string]: unknown;
}

/** A contact that the server has (RFC 9610 §3). */
export interface ContactCard extends NewCard {
  id: Id;
  addressBookIds: Record<Id, boolean>;
}

/** What the form changes. */
export interface Fields {
  name: string;
  organization: string;
  title: string;
  emails: string[];
  phones: string[];
  note: string;
}

/** The name a contact goes by: what it is called, or else its company or first address. */
export function nameOf(card: NewCard): string {
  const parts = card.name?.components?.filter(({ kind }) => kind !== "separator").map(({ value }) => value) ?? [];
  return card.name?.full || parts.join(" ") || first(card.organizations)?.name || first(card.emails)?.address || first(card.phones)?.number || "";
}

/** All addresses of a contact, under its name. */
export function addressesOf(card: NewCard): EmailAddress[] {
  const name = nameOf(card);
  return Object.values(card.emails ?? {}).map(({ address }) => ({ name: name === address ? null : name, email: address }));
}

export function fieldsOf(card: NewCard): Fields {
  return {
    name: card.name?.full ?? card.name?.components?.map(({ value }) => value).join(" ") ?? "",
    organization: first(card.organizations)?.name ?? "",
    title: first(card.titles)?.name ?? "",
    emails: Object.values(card.emails ?? {}).map(({ address }) => address),
    phones: Object.values(card.phones ?? {}).map(({ number }) => number),
    note: first(card.notes)?.note ?? "",
  };
}

/** The properties that a form changes in a contact: those whose fields differ, with all that the form does not show as it was. Null takes a property away. */
export function changesOf(card: NewCard, fields: Fields): Record<string, unknown> {
  const before = fieldsOf(card);
  const changes: Record<string, unknown> = {};
  if (fields.name !== before.name) changes.name = fields.name ? nameFrom(card, fields.name) : null;
  if (fields.organization !== before.organization) changes.organizations = single(card.organizations, "name", fields.organization);
  if (fields.title !== before.title) changes.titles = single(card.titles, "name", fields.title);
  if (fields.note !== before.note) changes.notes = single(card.notes, "note", fields.note);
  if (differ(fields.emails, before.emails)) changes.emails = several(card.emails, "address", fields.emails);
  if (differ(fields.phones, before.phones)) changes.phones = several(card.phones, "number", fields.phones);
  return changes;
}

/** A new contact out of a form. */
export function cardFrom(fields: Fields): NewCard {
  return { "@type": "Card", version: "1.0", ...changesOf({}, fields) };
}

/** The parts of a name no longer say what its whole says once that has changed. */
function nameFrom(card: NewCard, full: string): object {
  const { components: _, ...rest } = card.name ?? {};
  return { ...rest, full };
}

type Entries = Record<Id, Record<string, unknown>>;

function single(entries: Entries | undefined, property: string, value: string): Entries | null {
  const [id = "1", entry = {}] = Object.entries(entries ?? {})[0] ?? [];
  const { [id]: _, ...others } = entries ?? {};
  const next = value ? { [id]: { ...entry, [property]: value }, ...others } : others;
  return Object.keys(next).length > 0 ? next : null;
}

/** Each value keeps the entry that had it; one that is changed keeps the entry of its place. */
function several(entries: Entries | undefined, property: string, values: string[]): Entries | null {
  const old = Object.entries(entries ?? {});
  const next: Entries = {};
  const free = old.filter(([, entry]) => !values.includes(String(entry[property])));
  for (const value of values) {
    const same = old.find(([id, entry]) => entry[property] === value && !(id in next));
    const [id, entry] = same ?? free.shift() ?? [newId(entries, next), {}];
    next[id] = { ...entry, [property]: value };
  }
  return values.length > 0 ? next : null;
}

function newId(...taken: (Entries | undefined)[]): Id {
  for (let i = 1; ; i++) if (taken.every((each) => !each || !(String(i) in each))) return String(i);
}

function differ(one: string[], other: string[]): boolean {
  return one.length !== other.length || one.some((each, index) => each !== other[index]);
}

function first<T>(entries: Record<Id, T> | undefined): T | undefined {
  return entries && Object.values(entries)[0];
}
