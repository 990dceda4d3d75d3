import { batch } from "@preact/signals";
import { Offline } from "../http";
import { call } from "../jmap/client";
import type { EmailSummary, Id, SetResponse } from "../jmap/types";
import { readAll, remove, write } from "./cache";
import { drop, emailOf, takeEmails, threadOf } from "./emails";
import { openLists } from "./lists";
import { count } from "./mailboxes";
import { countsOf, inverseOf, patched, type Patch, type Patches, toUpdate } from "./patches";

/** The most objects a /set may change (RFC 8620 §2, maxObjectsInSet). */
const most = 500;

/** Some messages were not changed; they are as before. */
export class Refused extends Error {}

/**
 * Changes flags and mailboxes: here at once, then on the server; offline it waits until the network is back. Gives what takes it back. What the server refuses
 * is as before, and thrown as {@link Refused}.
 */
export async function change(patches: Patches): Promise<Patches> {
  const inverse = apply(patches);
  try {
    const refused = await transmit(patches);
    if (refused.length > 0) {
      apply(only(inverse, refused));
      throw new Refused();
    }
  } catch (error) {
    if (error instanceof Offline) await enqueue(patches);
    else if (!(error instanceof Refused)) apply(inverse);
    if (!(error instanceof Offline)) throw error;
  }
  return inverse;
}

/** Deletes messages for good. Offline it is refused. */
export async function destroy(ids: readonly Id[]): Promise<void> {
  for (let at = 0; at < ids.length; at += most) {
    const some = ids.slice(at, at + most);
    const { notDestroyed } = await call<SetResponse>("Email/set", { destroy: some });
    const gone = some.filter((id) => !notDestroyed?.[id]);
    const before = gone.flatMap((id) => emailOf(id).peek() ?? []);
    count(countsOf(before.map((from) => ({ from, to: { ...from, mailboxIds: {} } }))));
    leaveLists(before.map((each) => ({ ...each, mailboxIds: {} })));
    drop(gone);
    if (gone.length < some.length) throw new Refused();
  }
}

/** Changes messages that are not in memory: the server alone is asked. */
export async function transmit(patches: Patches): Promise<Id[]> {
  const refused: Id[] = [];
  const all = [...patches];
  for (let at = 0; at < all.length; at += most) {
    const update = Object.fromEntries(all.slice(at, at + most).map(([id, patch]) => [id, toUpdate(patch)]));
    const { notUpdated } = await call<SetResponse>("Email/set", { update });
    // What another program has deleted meanwhile is no error to anybody.
    refused.push(...Object.entries(notUpdated ?? {}).flatMap(([id, { type }]) => (type === "notFound" ? [] : [id])));
  }
  return refused;
}

/** Changes what is in memory, the counts and the lists; gives the inverse. */
function apply(patches: Patches): Patches {
  const inverse = new Map<Id, Patch>();
  const changed: { from: EmailSummary; to: EmailSummary }[] = [];
  for (const [id, patch] of patches) {
    const from = emailOf(id).peek();
    if (!from) continue;
    inverse.set(id, inverseOf(from, patch));
    changed.push({ from, to: patched(from, patch) });
  }
  batch(() => {
    takeEmails(changed.map((each) => each.to));
    count(countsOf(changed));
    const moved = changed.filter(({ from, to }) => from.mailboxIds !== to.mailboxIds).map((each) => each.to);
    leaveLists(moved);
    joinLists(moved);
  });
  return inverse;
}

/** Takes rows out of the lists of mailboxes in which nothing of them is left. */
function leaveLists(emails: readonly EmailSummary[]): void {
  for (const list of openLists()) {
    const { mailboxId } = list;
    if (mailboxId === null) continue;
    const away = emails.filter((each) => !each.mailboxIds[mailboxId]);
    const threads = new Set(away.map((each) => each.threadId));
    const gone = list.ids.filter((id) => {
      const email = id === undefined ? null : emailOf(id).peek();
      if (!email || !threads.has(email.threadId)) return false;
      return list.collapseThreads ? !isIn(email.threadId, mailboxId) : away.some((each) => each.id === id);
    });
    if (gone.length > 0) list.remove(new Set(gone as Id[]));
  }
}

/** Puts rows into the lists of mailboxes that messages have come to. */
function joinLists(emails: readonly EmailSummary[]): void {
  for (const list of openLists()) {
    const { mailboxId } = list;
    if (mailboxId === null) continue;
    for (const each of emails) {
      if (!each.mailboxIds[mailboxId]) continue;
      const listed = list.collapseThreads && list.ids.some((id) => id !== undefined && emailOf(id).peek()?.threadId === each.threadId);
      if (!listed) list.insert(each.id);
    }
  }
}

function isIn(threadId: Id, mailboxId: Id): boolean {
  return (threadOf(threadId).peek() ?? []).some((id) => emailOf(id).peek()?.mailboxIds[mailboxId]);
}

function only(patches: Patches, ids: readonly Id[]): Patches {
  return new Map(ids.flatMap((id) => (patches.has(id) ? [[id, patches.get(id)!] as const] : [])));
}

let queued = 0;

async function enqueue(patches: Patches): Promise<void> {
  // Keys sort in the order in which the changes were made.
  const key = `${Date.now().toString(36).padStart(9, "0")}-${String(queued++).padStart(4, "0")}`;
  await write("queue", [[key, [...patches]]]);
}

let replaying: Promise<void> | null = null;

/** Sends what was changed offline, in its order. What the server then refuses is dropped: it has become something else meanwhile. */
export function replay(): Promise<void> {
  return (replaying ??= sendQueued().finally(() => (replaying = null)));
}

async function sendQueued(): Promise<void> {
  const waiting = await readAll<[Id, Patch][]>("queue");
  for (const { key, value } of waiting.sort((a, b) => a.key.localeCompare(b.key))) {
    await transmit(new Map(value));
    await remove("queue", [key]);
  }
}
