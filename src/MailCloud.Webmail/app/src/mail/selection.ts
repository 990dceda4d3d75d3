import { computed, effect, signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import { shownList } from "./view";

/** Rows that are chosen: some, or all of the list, whether they have been fetched or not. */
type Selection = { kind: "some"; ids: ReadonlySet<Id> } | { kind: "all" };

const none: Selection = { kind: "some", ids: new Set() };
const selection = signal<Selection>(none);

/** Where the last choice was made; Shift chooses from there. */
let anchor = 0;

export const allChosen = computed(() => selection.value.kind === "all");

export const chosenCount = computed(() => {
  const chosen = selection.value;
  return chosen.kind === "all" ? (shownList.value?.total.value ?? 0) : chosen.ids.size;
});

export function isChosen(id: Id): boolean {
  const chosen = selection.value;
  return chosen.kind === "all" || chosen.ids.has(id);
}

/** Those that are chosen one by one. */
export function chosenIds(): Id[] {
  const chosen = selection.peek();
  return chosen.kind === "all" ? (shownList.peek()?.ids.filter((id) => id !== undefined) ?? []) : [...chosen.ids];
}

/** Chooses a row or lets go of it; with `range`, everything from the last one on. */
export function toggle(index: number, range = false): void {
  const ids = shownList.peek()?.ids;
  const id = ids?.[index];
  if (!ids || id === undefined) return;
  const chosen = selection.peek();
  const next = new Set(chosen.kind === "all" ? chosenIds() : chosen.ids);
  if (range) {
    for (let at = Math.min(anchor, index); at <= Math.max(anchor, index); at++) if (ids[at] !== undefined) next.add(ids[at]!);
  } else {
    if (!next.delete(id)) next.add(id);
    anchor = index;
  }
  selection.value = { kind: "some", ids: next };
}

/** Chooses all rows that have been fetched. */
export function chooseLoaded(): void {
  selection.value = { kind: "some", ids: new Set(shownList.peek()?.ids.filter((id) => id !== undefined)) };
}

export function chooseAll(): void {
  selection.value = { kind: "all" };
}

export function chooseNone(): void {
  if (selection.peek().kind === "all" || (selection.peek() as { ids: ReadonlySet<Id> }).ids.size > 0) selection.value = none;
}

// Another list begins without a choice.
let before = shownList.peek();
effect(() => {
  if (shownList.value !== before) chooseNone();
  before = shownList.value;
});
