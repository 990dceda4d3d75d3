import { batch, type Signal, signal } from "@preact/signals";
import { call } from "../jmap/client";
import type { ChangesResponse, Email, EmailSummary, GetResponse, Id, Thread } from "../jmap/types";
import { read, readMany, remove, write } from "./cache";

/** What rows need of a message. */
export const summaryProperties = [
  "id", "threadId", "blobId", "mailboxIds", "keywords", "receivedAt", "from", "to", "subject", "preview", "hasAttachment", "size",
] as const;

/** What an open message needs besides. */
export const fullProperties = [
  ...summaryProperties, "cc", "bcc", "replyTo", "sender", "sentAt", "messageId", "inReplyTo", "references", "attachments",
] as const;

/** The most objects a /get may ask for (RFC 8620 §2, maxObjectsInGet). */
const most = 500;

const emails = new Map<Id, Signal<EmailSummary | Email | null>>();
const threads = new Map<Id, Signal<readonly Id[] | null>>();

/** The account's state of messages that those in memory have; null before the first answer. */
let state: string | null = null;

/** A message, as far as it is known; null when it is not, or is gone. */
export function emailOf(id: Id): Signal<EmailSummary | Email | null> {
  let found = emails.get(id);
  if (!found) emails.set(id, (found = signal(null)));
  return found;
}

/** The messages of a thread, the oldest first; null before they are known. */
export function threadOf(id: Id): Signal<readonly Id[] | null> {
  let found = threads.get(id);
  if (!found) threads.set(id, (found = signal(null)));
  return found;
}

export function isFull(email: EmailSummary | Email | null): email is Email {
  return email !== null && "attachments" in email;
}

/** Takes messages that the server has given, or the cache. */
export function takeEmails(list: readonly EmailSummary[], { keep = true } = {}): void {
  batch(() => {
    for (const each of list) {
      const known = emailOf(each.id);
      known.value = isFull(known.value) ? { ...known.value, ...each } : each;
    }
  });
  const kept = Date.now();
  if (keep) void write("emails", list.map((each) => [each.id, { ...emailOf(each.id).value, kept }]));
}

/** Takes threads that the server has given, or the cache. */
export function takeThreads(list: readonly Thread[], { keep = true } = {}): void {
  batch(() => {
    for (const each of list) threadOf(each.id).value = each.emailIds;
  });
  if (keep) void write("threads", list.map((each) => [each.id, each.emailIds]));
}

/** Takes the state that came with messages: that of the first answer counts, as later ones may know more than those that came before. */
export function takeState(given: string): void {
  if (state === null) setState(given);
}

function setState(given: string): void {
  state = given;
  void write("state", [["emails", given]]);
}

/** Messages and their threads from the cache; gives the ids that it does not have. */
export async function readCached(ids: readonly Id[]): Promise<void> {
  state ??= (await read<string>("state", "emails")) ?? null;
  const found = (await readMany<EmailSummary>("emails", ids)).filter((each) => each !== undefined);
  const threadIds = [...new Set(found.map((each) => each.threadId))];
  const members = await readMany<Id[]>("threads", threadIds);
  const others = members.flatMap((each) => each ?? []).filter((id) => emailOf(id).value === null);
  const rest = (await readMany<EmailSummary>("emails", others)).filter((each) => each !== undefined);
  // What the network has brought meanwhile is newer.
  takeEmails([...found, ...rest].filter((each) => emailOf(each.id).value === null), { keep: false });
  takeThreads(threadIds.flatMap((id, index) => (members[index] && threadOf(id).value === null ? [{ id, emailIds: members[index] }] : [])), { keep: false });
}

/** Fetches messages with all others of their threads, as rows show them. */
export async function fetchThreadsOf(ids: readonly Id[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 50) {
    const some = call<GetResponse<EmailSummary>>("Email/get", { ids: ids.slice(at, at + 50), properties: ["id", "threadId"] });
    const found = call<GetResponse<Thread>>("Thread/get", { "#ids": some.ref("/list/*/threadId") });
    await takeAnswers(found, call<GetResponse<EmailSummary>>("Email/get", { "#ids": found.ref("/list/*/emailIds"), properties: summaryProperties }));
  }
}

/** Takes the last two answers of a request for rows; where they are too many messages for one, they are asked for in portions. */
export async function takeAnswers(found: PromiseLike<GetResponse<Thread>>, all: PromiseLike<GetResponse<EmailSummary>>): Promise<void> {
  const { list } = await found;
  try {
    const { list: summaries, state: given } = await all;
    takeEmails(summaries);
    takeState(given);
  } catch {
    await fetchEmails(list.flatMap((each) => each.emailIds), summaryProperties);
  }
  takeThreads(list);
}

export async function fetchEmails(ids: readonly Id[], properties: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += most) {
    const { list, state: given, notFound } = await call<GetResponse<EmailSummary>>("Email/get", { ids: ids.slice(at, at + most), properties });
    takeEmails(list);
    takeState(given);
    drop(notFound);
  }
}

/** Fetches a thread with everything that opening it shows. */
export async function fetchConversation(threadId: Id): Promise<void> {
  const thread = call<GetResponse<Thread>>("Thread/get", { ids: [threadId] });
  const full = call<GetResponse<Email>>("Email/get", { "#ids": thread.ref("/list/*/emailIds"), properties: fullProperties });
  const [{ list }, { list: found, state: given }] = await Promise.all([thread, full]);
  takeEmails(found);
  takeState(given);
  takeThreads(list.length > 0 ? list : [{ id: threadId, emailIds: [] }]);
}

/** Brings everything in memory up to date. True when something has changed. */
export async function refreshEmails(): Promise<boolean> {
  let changed = false;
  while (state !== null) {
    const changes = call<ChangesResponse>("Email/changes", { sinceState: state, maxChanges: most });
    const created = call<GetResponse<EmailSummary>>("Email/get", { "#ids": changes.ref("/created"), properties: summaryProperties });
    const updated = call<GetResponse<EmailSummary>>("Email/get", { "#ids": changes.ref("/updated"), properties: summaryProperties });
    let answers: [ChangesResponse, GetResponse<EmailSummary>, GetResponse<EmailSummary>];
    try {
      answers = await Promise.all([changes, created, updated]);
    } catch (error) {
      if ((error as { type?: string }).type !== "cannotCalculateChanges") throw error;
      await refetchAll();
      return true;
    }
    const [{ destroyed, newState, hasMoreChanges }, { list: fresh }, { list: other }] = answers;
    takeEmails([...fresh, ...other]);
    joinThreads([...fresh, ...other]);
    drop(destroyed);
    setState(newState);
    changed ||= fresh.length + other.length + destroyed.length > 0;
    if (!hasMoreChanges) break;
  }
  return changed;
}

/** The log does not lead back to what is in memory: it is fetched anew. */
async function refetchAll(): Promise<void> {
  state = null;
  const known = [...emails].flatMap(([id, each]) => (each.peek() ? [id] : []));
  await fetchEmails(known, summaryProperties);
}

/** Puts messages that have come into the threads that are known. */
function joinThreads(list: readonly EmailSummary[]): void {
  const grown = new Map<Id, Id[]>();
  for (const { id, threadId } of list) {
    const members = grown.get(threadId) ?? threadOf(threadId).peek();
    if (members && !members.includes(id)) grown.set(threadId, [...members, id]);
  }
  takeThreads([...grown].map(([id, emailIds]) => ({ id, emailIds: emailIds.toSorted(byTime) })));
}

function byTime(one: Id, other: Id): number {
  return (emailOf(one).peek()?.receivedAt ?? "").localeCompare(emailOf(other).peek()?.receivedAt ?? "");
}

/** Takes messages out that are gone for good. */
export function drop(ids: readonly Id[]): void {
  batch(() => {
    for (const id of ids) {
      const known = emails.get(id);
      const thread = known?.peek() && threadOf(known.peek()!.threadId);
      if (thread?.peek()) thread.value = thread.peek()!.filter((each) => each !== id);
      if (known) known.value = null;
    }
  });
  if (ids.length > 0) void remove("emails", ids);
}

/** All messages in memory. */
export function* knownEmails(): Generator<EmailSummary> {
  for (const each of emails.values()) {
    const email = each.peek();
    if (email) yield email;
  }
}
