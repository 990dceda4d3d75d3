import type { Id } from "../jmap/types";
import type { Message } from "./message/message";
import { databaseName, writingKey } from "./open";

/** How a message is to be sent. */
export interface Outgoing {
  /** When; null: now, but for the time in which it can be called back. */
  sendAt: string | null;
  /** Whether sending was begun and its end is not known. */
  tried: boolean;
}

/** A message that only this browser has, or has in its newest form. */
export interface Kept {
  key: string;
  account: Id;
  message: Message;
  /** Milliseconds since 1970. */
  changed: number;
  /** Null while it is written. */
  outgoing: Outgoing | null;
}

let opened: Promise<IDBDatabase> | null = null;

/** Keeps a message through crashes, closed tabs and lost connections. */
export async function keep(kept: Kept): Promise<void> {
  localStorage.setItem(writingKey, "1");
  await run("messages", "readwrite", (store) => store.put(kept));
}

export async function forget(key: string): Promise<void> {
  await run("messages", "readwrite", (store) => store.delete(key));
}

/** All that is kept of an account, the oldest first. */
export async function allKept(account: Id): Promise<Kept[]> {
  const all = await run<Kept[]>("messages", "readonly", (store) => store.getAll());
  if (all.length === 0) localStorage.removeItem(writingKey);
  return all.filter((each) => each.account === account).sort((one, other) => one.changed - other.changed);
}

/** Remembers an answer of the server, so that the composer works without it. */
export async function remember(account: Id, name: string, value: unknown): Promise<void> {
  await run("answers", "readwrite", (store) => store.put(value, `${account}/${name}`));
}

export function recall<T>(account: Id, name: string): Promise<T | undefined> {
  return run<T | undefined>("answers", "readonly", (store) => store.get(`${account}/${name}`));
}

async function run<T>(name: "messages" | "answers", mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await (opened ??= open());
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result as T);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("messages", { keyPath: "key" });
      request.result.createObjectStore("answers");
    };
    request.onsuccess = () => {
      // Whoever logs out in another window throws it away.
      request.result.onversionchange = () => (request.result.close(), (opened = null));
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}
