import { signal } from "@preact/signals";
import { call } from "../jmap/client";
import type { Filter, Id } from "../jmap/types";
import { searchQuery, shownFilter } from "./view";

/** Where the words of a search stand in a message; HTML as RFC 8621 §5 has it, null where they are not. */
export interface Snippet {
  emailId: Id;
  subject: string | null;
  preview: string | null;
}

const snippets = signal<ReadonlyMap<string, Snippet>>(new Map());
const asked = new Set<string>();

const keyOf = (id: Id): string => `${searchQuery.value}\n${id}`;

/** The snippet of a row in the search that is shown; undefined outside of one, and until it has come. */
export function snippetOf(id: Id): Snippet | undefined {
  return searchQuery.value === null ? undefined : snippets.value.get(keyOf(id));
}

/** Fetches the snippets of rows that are in sight. */
export async function fetchSnippets(ids: readonly Id[]): Promise<void> {
  const filter = shownFilter.peek();
  const wanted = ids.filter((id) => !asked.has(keyOf(id)));
  if (searchQuery.peek() === null || !filter || wanted.length === 0) return;
  const keys = new Map(wanted.map((id) => [id, keyOf(id)]));
  for (const key of keys.values()) asked.add(key);
  try {
    const { list } = await call<{ list: Snippet[] }>("SearchSnippet/get", { filter: filter satisfies Filter, emailIds: wanted });
    snippets.value = new Map([...snippets.value, ...list.map((each) => [keys.get(each.emailId)!, each] as const)]);
  } catch {
    // Rows keep their own previews.
    for (const key of keys.values()) asked.delete(key);
  }
}
