import { signal } from "@preact/signals";
import { call, MethodError } from "../jmap/client";
import { backOff } from "../jmap/events";
import type { EmailSummary, Filter, GetResponse, Id, QueryChangesResponse, QueryResponse, Thread } from "../jmap/types";
import { read, write } from "./cache";
import { emailOf, fetchThreadsOf, readCached, summaryProperties, takeAnswers, takeThreads, threadOf } from "./emails";
import { online } from "./session";
import { applyChanges, removeAll } from "./windows";

/** Rows that are asked for at once. */
const page = 50;
/** Rows of a list's beginning that the browser keeps. */
const kept = 150;

/**
 * A list of messages, the newest first, as long as it is on the server: rows are fetched where they are looked at. With conversations, a row is the newest
 * message of a thread that matches.
 */
export class MessageList {
  /** Counts the versions of `ids`: reading it makes a view depend on them. */
  readonly version = signal(0);
  /** The rows that are known; it is as long as the list, with holes. */
  ids: (Id | undefined)[] = [];
  /** Null before the first answer. */
  readonly total = signal<number | null>(null);
  /** The last request failed. */
  readonly failed = signal(false);

  private queryState: string | null = null;
  private failures = 0;
  private readonly loading = new Set<number>();
  private refreshing: Promise<void> | null = null;
  private cacheRead: Promise<void> | null = null;

  constructor(
    readonly filter: Filter,
    readonly collapseThreads: boolean,
    /** The mailbox that the list is of; null for a search. */
    readonly mailboxId: Id | null,
  ) {}

  get key(): string {
    return JSON.stringify([this.filter, this.collapseThreads]);
  }

  /** Sees to it that the rows from `first` to before `last` come. */
  async ensure(first: number, last: number): Promise<void> {
    await (this.cacheRead ??= this.readCache());
    const end = this.total.peek() === null ? Math.max(last, 1) : Math.min(last, this.ids.length);
    for (let at = Math.floor(first / page); at * page < end; at++) if (!this.loading.has(at) && this.lacks(at)) void this.load(at);
  }

  private lacks(at: number): boolean {
    if (this.queryState === null) return at === 0;
    const end = Math.min((at + 1) * page, this.ids.length);
    for (let index = at * page; index < end; index++) {
      const id = this.ids[index];
      const email = id === undefined ? null : emailOf(id).peek();
      if (!email || threadOf(email.threadId).peek() === null) return true;
    }
    return false;
  }

  private async load(at: number): Promise<void> {
    this.loading.add(at);
    try {
      const query = call<QueryResponse>("Email/query", {
        ...this.question(),
        position: at * page,
        limit: page,
        calculateTotal: true,
      });
      const rows = call<GetResponse<EmailSummary>>("Email/get", { "#ids": query.ref("/ids"), properties: ["id", "threadId"] });
      const threads = call<GetResponse<Thread>>("Thread/get", { "#ids": rows.ref("/list/*/threadId") });
      const all = call<GetResponse<EmailSummary>>("Email/get", { "#ids": threads.ref("/list/*/emailIds"), properties: summaryProperties });
      const { ids, total, queryState } = await query;
      await takeAnswers(threads, all);
      this.place(at * page, ids, total ?? at * page + ids.length, queryState);
      this.failed.value = false;
      this.failures = 0;
    } catch {
      this.failed.value = true;
      // Whoever looks at the rows then asks again: a server that was asleep answers the second time.
      if (online.peek()) setTimeout(() => this.version.value++, backOff(++this.failures));
    } finally {
      this.loading.delete(at);
    }
  }

  /** Puts a window where it belongs. If the list has changed since the others came, these are brought up to date first. */
  private place(position: number, ids: readonly Id[], total: number, state: string): void {
    if (this.queryState !== null && this.queryState !== state && position > 0) {
      void this.refresh();
      return;
    }
    if (position === 0 && this.queryState !== state) this.ids = [];
    this.queryState = state;
    this.ids.length = total;
    ids.forEach((id, index) => (this.ids[position + index] = id));
    this.changed(total);
  }

  private question(): object {
    return { filter: this.filter, sort: [{ property: "receivedAt", isAscending: false }], collapseThreads: this.collapseThreads };
  }

  private changed(total: number): void {
    this.total.value = total;
    this.version.value++;
    void write("lists", [[this.key, { ids: this.ids.slice(0, kept), total }]]);
  }

  private async readCache(): Promise<void> {
    const cached = await read<{ ids: Id[]; total: number }>("lists", this.key);
    if (!cached || this.total.peek() !== null) return;
    await readCached(cached.ids.filter((id) => id));
    if (this.total.peek() !== null) return;
    this.ids = cached.ids.slice();
    // Rows that are not kept would stay empty without a network; the server's answer brings the true length.
    this.total.value = this.ids.length;
    this.version.value++;
  }

  /** Brings the list up to date, without moving what has not changed. */
  refresh(): Promise<void> {
    return (this.refreshing ??= this.update().finally(() => (this.refreshing = null)));
  }

  private async update(): Promise<void> {
    if (this.queryState === null) return this.load(0);
    try {
      const { added, removed, total, newQueryState } = await call<QueryChangesResponse>("Email/queryChanges", {
        ...this.question(),
        sinceQueryState: this.queryState,
        maxChanges: 500,
        calculateTotal: true,
      });
      const unknown = added.map((each) => each.id).filter((id) => emailOf(id).peek() === null || threadOf(emailOf(id).peek()!.threadId).peek() === null);
      if (unknown.length > 0) await fetchThreadsOf(unknown);
      const length = total ?? this.ids.length - removed.length + added.length;
      if (added.length + removed.length > 0) this.ids = applyChanges(this.ids, { added, removed, total: length });
      this.queryState = newQueryState;
      this.changed(length);
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      // The server does not know any more what has changed: the beginning is fetched anew, and the rest when it is looked at.
      this.queryState = null;
      await this.load(0);
    }
  }

  /** Takes rows out before the server does. */
  remove(ids: ReadonlySet<Id>): void {
    const left = removeAll(this.ids, ids);
    if (left.length === this.ids.length) return;
    this.ids = left;
    this.changed(left.length);
  }

  /** Puts a row back where its time says. */
  insert(id: Id): void {
    const email = emailOf(id).peek();
    if (!email || this.total.peek() === null || this.ids.includes(id)) return;
    let at = this.ids.findIndex((each) => each !== undefined && (emailOf(each).peek()?.receivedAt ?? "") < email.receivedAt);
    if (at < 0) at = this.ids.length;
    this.ids.splice(at, 0, id);
    // A thread that is new here may not be known as one yet.
    if (threadOf(email.threadId).peek() === null) takeThreads([{ id: email.threadId, emailIds: [id] }], { keep: false });
    this.changed(this.ids.length);
  }
}

const lists = new Map<string, MessageList>();

/** The list of a filter; the same one as long as the page is open, so that going back finds it as it was. */
export function listOf(filter: Filter, collapseThreads: boolean, mailboxId: Id | null): MessageList {
  const fresh = new MessageList(filter, collapseThreads, mailboxId);
  const known = lists.get(fresh.key);
  if (known) return known;
  lists.set(fresh.key, fresh);
  return fresh;
}

/** Those that have been opened. */
export function openLists(): Iterable<MessageList> {
  return lists.values();
}
