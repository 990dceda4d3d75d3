import { computed, signal } from "@preact/signals";
import { language, t } from "../i18n";
import { call } from "../jmap/client";
import type { ChangesResponse, GetResponse, Id, Mailbox, Role, SetResponse } from "../jmap/types";
import { read, write } from "./cache";
import { treeOf } from "./mailboxTree";

/** All mailboxes by id; null before the first are known. */
export const mailboxes = signal<ReadonlyMap<Id, Mailbox> | null>(null);

/** The mailboxes that are shown: those that somebody has not hidden. */
export const tree = computed(() => {
  const shown = [...(mailboxes.value?.values() ?? [])].filter((each) => each.isSubscribed || each.role === "inbox");
  return treeOf(shown, language.value);
});

const byRole = computed(() => new Map([...(mailboxes.value?.values() ?? [])].flatMap((each) => (each.role ? [[each.role, each] as const] : []))));

let state: string | null = null;

export function mailboxWith(role: Role): Mailbox | undefined {
  return byRole.value.get(role);
}

/** The name as it is shown: those with a role are called in the reader's language. */
export function nameOf(mailbox: Mailbox): string {
  switch (mailbox.role) {
    case "inbox":
      return t("folder.inbox");
    case "archive":
      return t("folder.archive");
    case "drafts":
      return t("folder.drafts");
    case "sent":
      return t("folder.sent");
    case "junk":
      return t("folder.junk");
    case "trash":
      return t("folder.trash");
    default:
      return mailbox.name;
  }
}

/** What the browser keeps, until the server answers. */
export async function readMailboxes(): Promise<void> {
  const cached = await read<{ state: string; list: Mailbox[] }>("state", "mailboxes");
  if (cached && mailboxes.value === null) take(cached.list, cached.state);
}

/** Fetches what has changed since; everything, if that cannot be told. */
export async function refreshMailboxes(): Promise<void> {
  if (state === null) return loadAll();
  const changes = call<ChangesResponse>("Mailbox/changes", { sinceState: state });
  const created = call<GetResponse<Mailbox>>("Mailbox/get", { "#ids": changes.ref("/created") });
  const updated = call<GetResponse<Mailbox>>("Mailbox/get", { "#ids": changes.ref("/updated") });
  try {
    const [{ destroyed, newState }, { list: fresh }, { list: other }] = await Promise.all([changes, created, updated]);
    const all = new Map(mailboxes.value);
    for (const each of [...fresh, ...other]) all.set(each.id, each);
    for (const id of destroyed) all.delete(id);
    take([...all.values()], newState);
  } catch (error) {
    if ((error as { type?: string }).type !== "cannotCalculateChanges") throw error;
    await loadAll();
  }
}

async function loadAll(): Promise<void> {
  const { list, state: given } = await call<GetResponse<Mailbox>>("Mailbox/get", { ids: null });
  take(list, given);
}

function take(list: readonly Mailbox[], given: string): void {
  mailboxes.value = new Map(list.map((each) => [each.id, each]));
  state = given;
  void write("state", [["mailboxes", { state, list }]]);
}

/** Counts messages in and out before the server says so. */
export function count(changes: ReadonlyMap<Id, { total: number; unread: number }>): void {
  const all = new Map(mailboxes.value);
  for (const [id, { total, unread }] of changes) {
    const each = all.get(id);
    if (each)
      all.set(id, { ...each, totalEmails: Math.max(0, each.totalEmails + total), unreadEmails: Math.max(0, each.unreadEmails + unread) });
  }
  mailboxes.value = all;
}

/** Makes a mailbox; gives its id. Refusals are thrown with the server's words. */
export async function createMailbox(name: string, parentId: Id | null): Promise<Id> {
  const { created, notCreated } = await call<SetResponse>("Mailbox/set", { create: { new: { name, parentId, isSubscribed: true } } });
  const refused = notCreated?.new;
  if (refused) throw new Error(refused.description ?? refused.type);
  await refreshMailboxes();
  return created!.new!.id;
}

/** Renames a mailbox, or puts it elsewhere. */
export async function changeMailbox(id: Id, changes: Partial<Pick<Mailbox, "name" | "parentId" | "sortOrder">>): Promise<void> {
  const { notUpdated } = await call<SetResponse>("Mailbox/set", { update: { [id]: changes } });
  const refused = notUpdated?.[id];
  if (refused) throw new Error(refused.description ?? refused.type);
  await refreshMailboxes();
}

/** Deletes a mailbox with the messages that are nowhere else. */
export async function destroyMailbox(id: Id): Promise<void> {
  const { notDestroyed } = await call<SetResponse>("Mailbox/set", { destroy: [id], onDestroyRemoveEmails: true });
  const refused = notDestroyed?.[id];
  if (refused) throw new Error(refused.description ?? refused.type);
  await refreshMailboxes();
}
