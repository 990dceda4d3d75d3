import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";

/** What a composer begins with. */
export type Draft =
  | { kind: "new"; to?: string; cc?: string; bcc?: string; subject?: string; body?: string }
  | { kind: "reply" | "replyAll" | "forward"; emailId: Id }
  /** A message in Drafts is written on. */
  | { kind: "edit"; emailId: Id };

/** What the open composer began with; null: none is open. */
export const openDraft = signal<Draft | null>(null);

/** Opens a composer over the page. */
export function openComposer(draft: Draft = { kind: "new" }): void {
  openDraft.value = draft;
}
