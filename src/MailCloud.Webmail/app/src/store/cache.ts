// What the browser keeps of the account, so that the page is there before the network is: mailboxes, beginnings of lists, messages, and changes made offline.

/** The kinds of things kept, each by its own key. */
export type Shelf = "state" | "lists" | "emails" | "threads" | "queue";

const name = "mailcloud";
const shelves: Shelf[] = ["state", "lists", "emails", "threads", "queue"];

/** Messages that are kept; the least recently written go first. */
const keptEmails = 5_000;

let database: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  return (database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const shelf of shelves) {
        const store = request.result.createObjectStore(shelf);
        if (shelf === "emails") store.createIndex("kept", "kept");
      }
    };
    request.onsuccess = () => {
      // Another window that throws everything away must not wait for this one.
      request.result.onversionchange = () => (request.result.close(), (database = null));
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }));
}

/** A browser without storage (some private windows) works without a cache: reads find nothing, writes do nothing. */
async function within<T>(shelf: Shelf, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T> | null, otherwise: T): Promise<T> {
  let opened: IDBDatabase;
  try {
    opened = await open();
  } catch {
    return otherwise;
  }
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction(shelf, mode);
    const request = work(transaction.objectStore(shelf));
    transaction.oncomplete = () => resolve(request ? request.result : otherwise);
    transaction.onerror = () => reject(transaction.error);
    // The disk is full: the page does without.
    transaction.onabort = () => resolve(otherwise);
  });
}

export function read<T>(shelf: Shelf, key: string): Promise<T | undefined> {
  return within<T | undefined>(shelf, "readonly", (store) => store.get(key) as IDBRequest<T | undefined>, undefined);
}

/** In the order of the keys; undefined where there is nothing. */
export async function readMany<T>(shelf: Shelf, keys: readonly string[]): Promise<(T | undefined)[]> {
  const found: (T | undefined)[] = [];
  await within<undefined>(
    shelf,
    "readonly",
    (store) => {
      keys.forEach((key, index) => {
        const request = store.get(key) as IDBRequest<T | undefined>;
        request.onsuccess = () => (found[index] = request.result);
      });
      return null;
    },
    undefined,
  );
  return keys.map((_, index) => found[index]);
}

export async function readAll<T>(shelf: Shelf): Promise<{ key: string; value: T }[]> {
  const keys = await within<IDBValidKey[]>(shelf, "readonly", (store) => store.getAllKeys(), []);
  const values = await readMany<T>(shelf, keys as string[]);
  return keys.flatMap((key, index) => (values[index] === undefined ? [] : [{ key: String(key), value: values[index] }]));
}

export async function write(shelf: Shelf, entries: Iterable<readonly [string, unknown]>): Promise<void> {
  await within<undefined>(
    shelf,
    "readwrite",
    (store) => {
      for (const [key, value] of entries) store.put(value, key);
      return null;
    },
    undefined,
  );
}

export async function remove(shelf: Shelf, keys: Iterable<string>): Promise<void> {
  await within<undefined>(
    shelf,
    "readwrite",
    (store) => {
      for (const key of keys) store.delete(key);
      return null;
    },
    undefined,
  );
}

/** Drops the messages written longest ago, when there are too many. */
export async function prune(): Promise<void> {
  const count = await within<number>("emails", "readonly", (store) => store.count(), 0);
  if (count <= keptEmails) return;
  const old = await within<IDBValidKey[]>("emails", "readonly", (store) => store.index("kept").getAllKeys(null, count - keptEmails), []);
  await remove("emails", old as string[]);
}

/** Forgets everything, the frames that the service worker keeps too: somebody logs out, or somebody else has logged in. */
export async function forget(): Promise<void> {
  const opened = await database?.catch(() => null);
  opened?.close();
  database = null;
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
  for (const key of ["mailcloud.searches", "mailcloud.closed-folders"]) localStorage.removeItem(key);
  if ("caches" in globalThis) for (const each of await caches.keys()) if (each.startsWith("mail-")) await caches.delete(each);
}
