// Doing something with every message of a list, also those that have not been fetched.
import { signal } from "@preact/signals";
import { call } from "../jmap/client";
import type { Filter, Id, QueryResponse } from "../jmap/types";
import { transmit } from "../store/changes";
import type { Patch } from "../store/patches";

/** How far a long piece of work is, from 0 to 1; null: there is none. */
export const progress = signal<number | null>(null);

/** Messages that are asked for, and changed, at once. */
const portion = 500;

/** All messages that a filter finds. */
export async function findAll(filter: Filter): Promise<Id[]> {
  const found: Id[] = [];
  for (;;) {
    const { ids } = await call<QueryResponse>("Email/query", {
      filter,
      sort: [{ property: "receivedAt", isAscending: false }],
      position: found.length,
      limit: portion,
    });
    if (ids.length === 0) return [...new Set(found)];
    found.push(...ids);
  }
}

/** Does the same to many messages, and shows how far it is. */
export async function changeAll(ids: readonly Id[], patch: Patch): Promise<void> {
  progress.value = 0;
  try {
    for (let at = 0; at < ids.length; at += portion) {
      await transmit(new Map(ids.slice(at, at + portion).map((id) => [id, patch])));
      progress.value = Math.min(1, (at + portion) / ids.length);
    }
  } finally {
    progress.value = null;
  }
}
