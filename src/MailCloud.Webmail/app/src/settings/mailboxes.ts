import { signal } from "@preact/signals";
import { type Key, t } from "../i18n";
import { call } from "../jmap/client";
import type { GetResponse, Id, Mailbox, Role, SetResponse } from "../jmap/types";
import { throwRefused } from "./parts/errors";

/** A mailbox in its place in the tree. */
export interface Place extends Mailbox {
  depth: number;
}

/** The account's mailboxes, those with a role first, each above those within it; null until they are known. */
export const places = signal<Place[] | null>(null);

export async function loadPlaces(): Promise<void> {
  const { list } = await call<GetResponse<Mailbox>>("Mailbox/get", { ids: null });
  places.value = ordered(list);
}

/** Shows a mailbox in the page's list, and in mail programs', or hides it. */
export async function subscribe(id: Id, isSubscribed: boolean): Promise<void> {
  const before = places.value;
  places.value = before?.map((each) => (each.id === id ? { ...each, isSubscribed } : each)) ?? null;
  try {
    const { notUpdated } = await call<SetResponse>("Mailbox/set", { update: { [id]: { isSubscribed } } });
    throwRefused(notUpdated);
  } catch (error) {
    places.value = before;
    throw error;
  }
}

const roles: Role[] = ["inbox", "drafts", "sent", "archive", "junk", "trash"];
const rank = ({ role }: Mailbox): number => (role && roles.includes(role) ? roles.indexOf(role) : roles.length);

/** Puts mailboxes into the order in which they are shown; exported for its tests. */
export function ordered(list: Mailbox[]): Place[] {
  const ids = new Set(list.map((each) => each.id));
  const below = (parent: Id | null, depth: number): Place[] =>
    list
      .filter(({ parentId }) => (parentId && ids.has(parentId) ? parentId : null) === parent)
      .sort((a, b) => rank(a) - rank(b) || a.sortOrder - b.sortOrder || a.name.localeCompare(b.name))
      .flatMap((each) => [{ ...each, depth }, ...below(each.id, depth + 1)]);
  return below(null, 0);
}

/** What a mailbox is called on the page: those with a role in its language. */
export function placeName({ role, name }: Pick<Mailbox, "role" | "name">): string {
  return role && roles.includes(role) ? t(`folders.role.${role}` as Key) : name;
}
