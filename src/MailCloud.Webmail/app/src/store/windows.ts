// The arithmetic of a list of which only parts are known: an array with holes, as long as the list is.

/** What has changed in a list since a state of it (RFC 8620 §5.6). */
export interface ListChanges {
  removed: readonly string[];
  added: readonly { id: string; index: number }[];
  total: number;
}

/**
 * Applies changes. Where something was removed that was not known, it cannot be told which of the known ones moved: what lies behind the first hole is then
 * forgotten, and fetched anew when it is looked at.
 */
export function applyChanges(ids: readonly (string | undefined)[], { removed, added, total }: ListChanges): (string | undefined)[] {
  const gone = new Set(removed);
  const known = new Set<string>();
  // Sparse arrays skip their holes in forEach, so that 100,000 rows of which 50 are known cost 50 steps.
  ids.forEach((id) => id !== undefined && known.add(id));
  let result = ids.slice();
  if (removed.some((id) => !known.has(id)) && known.size < ids.length) result = result.slice(0, firstHole(result));
  result = removeAll(result, gone);
  for (const { id, index } of added.toSorted((a, b) => a.index - b.index)) {
    if (index > result.length) result.length = index;
    result.splice(index, 0, id);
  }
  result.length = total;
  return result;
}

/** Takes some out; what comes after moves up. */
export function removeAll(ids: readonly (string | undefined)[], gone: ReadonlySet<string>): (string | undefined)[] {
  const positions: number[] = [];
  ids.forEach((id, index) => id !== undefined && gone.has(id) && positions.push(index));
  const result = ids.slice();
  for (const index of positions.reverse()) result.splice(index, 1);
  return result;
}

/** Where the first unknown stands; the length if all are known. */
export function firstHole(ids: readonly (string | undefined)[]): number {
  for (let at = 0; at < ids.length; at++) if (ids[at] === undefined) return at;
  return ids.length;
}

/** Where what is at `index` has gone to in a new version of the list; null if it is not found near. */
export function whereIs(id: string, ids: readonly (string | undefined)[], index: number, reach = 500): number | null {
  for (let step = 0; step <= reach; step++) {
    if (ids[index + step] === id) return index + step;
    if (ids[index - step] === id) return index - step;
  }
  return null;
}
