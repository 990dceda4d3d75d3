import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import { navigate } from "../router";
import { parseMailto } from "./mailto";

/** What a composer begins with. */
export type Draft =
  | { kind: "new"; to?: string; cc?: string; bcc?: string; subject?: string; body?: string }
  | { kind: "reply" | "replyAll" | "forward"; emailId: Id }
  /** A message in Drafts is written on. */
  | { kind: "edit"; emailId: Id };

/** Says that this browser keeps messages, so that the page looks for them when it starts; where they are. */
export const writingKey = "mailcloud.writing";
export const databaseName = "mailcloud.compose";

/** Composers that have been asked for and are not open yet. */
export const asked = signal<readonly Draft[]>([]);

/** Whether the writing part of the page is needed; once it has been it stays, as messages may be on their way. */
export const writing = signal(localStorage.getItem(writingKey) !== null);

/** Opens a composer over the page, beside those that are open. */
export function openComposer(draft: Draft = { kind: "new" }): void {
  asked.value = [...asked.value, draft];
  writing.value = true;
}

/** Opens what a `mailto:` link asks for; false if it is none. */
export function openMailto(link: string): boolean {
  const mailto = parseMailto(link);
  if (mailto) openComposer({ kind: "new", ...mailto });
  return mailto !== null;
}

/** The page is the browser's mail program for `mailto:` links: it is then opened with the link as `?mailto=`. */
export function openFromAddress(): void {
  const address = new URL(location.href);
  const link = address.searchParams.get("mailto");
  if (link === null) return;
  address.searchParams.delete("mailto");
  navigate(address.pathname + address.search, { replace: true });
  openMailto(link);
}

/** Whether the list of messages that wait for their time is shown. */
export const scheduledShown = signal(false);

/** Shows the messages that wait for their time. */
export function showScheduled(): void {
  scheduledShown.value = true;
  writing.value = true;
}

/** Throws away what the browser keeps of messages and people: somebody has logged out, perhaps on a computer that is not theirs. */
export function forgetWriting(): void {
  localStorage.removeItem(writingKey);
  indexedDB.deleteDatabase(databaseName);
}
