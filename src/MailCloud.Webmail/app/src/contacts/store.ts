import { signal } from "@preact/signals";
import { Offline } from "../http";
import { call } from "../jmap/client";
import type { GetResponse, Id, SetResponse } from "../jmap/types";
import { accountId } from "../store/session";
import { recall, remember } from "../compose/kept";
import { type ContactCard, type NewCard, nameOf } from "./card";

/** All contacts of the account, by name. */
export const cards = signal<readonly ContactCard[]>([]);

/** Contacts in one request; the server sets the bound. */
const perRequest = 500;
let addressBook: Id | null = null;

/** Fetches all contacts; without the server those last known are used. */
export async function loadContacts(): Promise<void> {
  const account = accountId();
  try {
    const all = await fetchAll();
    take(all);
    await remember(account, "contacts", all);
  } catch (error) {
    const known = error instanceof Offline ? await recall<ContactCard[]>(account, "contacts") : undefined;
    if (!known) throw error;
    take(known);
  }
}

/** Adds contacts; gives their ids. Throws if the server refuses one, whereupon those before it are there. */
export async function addContacts(added: readonly NewCard[]): Promise<Id[]> {
  const addressBookIds = { [await defaultBook()]: true };
  const ids: Id[] = [];
  for (let from = 0; from < added.length; from += perRequest) {
    const part = added.slice(from, from + perRequest).map((card) => ({ ...card, addressBookIds }));
    const { created, notCreated } = await call<SetResponse>("ContactCard/set", { create: Object.fromEntries(part.map((card, index) => [`c${index}`, card])) });
    const done = part.flatMap((card, index) => (created?.[`c${index}`] ? [{ ...card, id: created[`c${index}`]!.id } as ContactCard] : []));
    take([...cards.value, ...done]);
    ids.push(...done.map(({ id }) => id));
    const refused = Object.values(notCreated ?? {})[0];
    if (refused) throw new Error(refused.description ?? refused.type);
  }
  return ids;
}

export async function changeContact(id: Id, changes: Record<string, unknown>): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  const { notUpdated } = await call<SetResponse>("ContactCard/set", { update: { [id]: changes } });
  const refused = notUpdated?.[id];
  if (refused) throw new Error(refused.description ?? refused.type);
  const clean = (card: ContactCard): ContactCard => Object.fromEntries(Object.entries({ ...card, ...changes }).filter(([, value]) => value !== null)) as ContactCard;
  take(cards.value.map((each) => (each.id === id ? clean(each) : each)));
}

export async function removeContacts(ids: readonly Id[]): Promise<void> {
  const { notDestroyed } = await call<SetResponse>("ContactCard/set", { destroy: ids });
  const refused = Object.values(notDestroyed ?? {}).find(({ type }) => type !== "notFound");
  if (refused) throw new Error(refused.description ?? refused.type);
  take(cards.value.filter(({ id }) => !ids.includes(id)));
}

async function fetchAll(): Promise<ContactCard[]> {
  const { ids } = await call<{ ids: Id[] }>("ContactCard/query", {});
  const parts: Id[][] = [];
  for (let from = 0; from < ids.length; from += perRequest) parts.push(ids.slice(from, from + perRequest));
  const answers = await Promise.all(parts.map((part) => call<GetResponse<ContactCard>>("ContactCard/get", { ids: part })));
  return answers.flatMap(({ list }) => list);
}

async function defaultBook(): Promise<Id> {
  if (addressBook) return addressBook;
  const { list } = await call<GetResponse<{ id: Id; isDefault?: boolean }>>("AddressBook/get", { ids: null });
  const book = list.find(({ isDefault }) => isDefault) ?? list[0];
  if (!book) throw new Error("The account has no address book.");
  return (addressBook = book.id);
}

function take(all: readonly ContactCard[]): void {
  const named = all.map((card) => ({ card, name: nameOf(card) }));
  cards.value = named.sort((one, other) => one.name.localeCompare(other.name)).map(({ card }) => card);
}
