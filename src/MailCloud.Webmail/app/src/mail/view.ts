import { computed, signal } from "@preact/signals";
import type { Id, Mailbox } from "../jmap/types";
import { goBack, navigate, paths, route } from "../router";
import { parseSearch } from "../search/parse";
import { emailOf } from "../store/emails";
import { listOf, type MessageList } from "../store/lists";
import { mailboxes, mailboxWith, nameOf } from "../store/mailboxes";
import { settings } from "../store/settings";

/** `wide` shows folders, list and conversation beside each other; `medium` the list or the conversation; `phone` one thing at a time. */
export type Layout = "wide" | "medium" | "phone";

const wide = matchMedia("(min-width: 1180px)");
const phone = matchMedia("(max-width: 759px)");
const measure = (): Layout => (phone.matches ? "phone" : wide.matches ? "wide" : "medium");

export const layout = signal<Layout>(measure());
for (const each of [wide, phone]) each.addEventListener("change", () => (layout.value = measure()));

/** The mailbox that the address names; null for a search, or while mailboxes are unknown. */
export const shownMailbox = computed<Mailbox | null>(() => {
  const shown = route.value;
  if (shown.name !== "mailbox") return null;
  return (shown.mailboxId ? mailboxes.value?.get(shown.mailboxId) : mailboxWith("inbox")) ?? null;
});

/** What is searched for; null when a mailbox is shown. */
export const searchQuery = computed(() => (route.value.name === "search" ? route.value.query : null));

/** What the list is called. */
export const listName = computed(() => (shownMailbox.value ? nameOf(shownMailbox.value) : ""));

export const shownFilter = computed(() => {
  const query = searchQuery.value;
  if (query === null) return shownMailbox.value && { inMailbox: shownMailbox.value.id };
  if (mailboxes.value === null) return null;
  const hidden = [mailboxWith("trash")?.id, mailboxWith("junk")?.id].filter((id) => id !== undefined);
  return parseSearch(query, { now: new Date(), mailbox: mailboxNamed, hidden });
});

/** The list that is shown; null while it cannot be told. */
export const shownList = computed<MessageList | null>(() => {
  const filter = shownFilter.value;
  return filter && listOf(filter, settings.value.conversations, shownMailbox.value?.id ?? null);
});

/** For those who must not depend on what is shown. */
export function listForView(): MessageList | null {
  return shownList.peek();
}

export const openThreadId = computed<Id | null>(() => {
  const shown = route.value;
  return shown.name === "mailbox" || shown.name === "search" ? shown.threadId : null;
});

/** Without conversations: the only message that is shown of the thread. */
export const openMessageId = computed<Id | null>(() => {
  const shown = route.value;
  return shown.name === "mailbox" || shown.name === "search" ? shown.messageId : null;
});

/** The row that keys act upon. */
export const cursor = signal(0);

/** The row that was asked to come into sight last; each time it is another object. */
export const revealed = signal<{ index: number } | null>(null);

/** The address of what is open without a conversation. */
export function listPath(): string {
  const query = searchQuery.peek();
  if (query !== null) return paths.search(query);
  const mailbox = shownMailbox.peek();
  return !mailbox || mailbox.role === "inbox" ? paths.inbox : paths.mailbox(mailbox.id);
}

/** Opens a row's conversation. */
export function openRow(id: Id): void {
  const email = emailOf(id).peek();
  if (!email) return;
  const message = settings.peek().conversations ? null : id;
  const query = searchQuery.peek();
  const path = query !== null ? paths.search(query, email.threadId, message) : paths.mailbox(shownMailbox.peek()!.id, email.threadId, message);
  // Beside the list, one conversation takes the place of the other; going back leads out of the mailbox.
  navigate(path, { replace: layout.peek() === "wide" && openThreadId.peek() !== null });
}

/** Leaves the conversation for its list. */
export function closeConversation(): void {
  if (openThreadId.peek() !== null) goBack(listPath());
}

/** Whether a row is the open one. */
export function isOpenRow(id: Id): boolean {
  return openMessageId.value !== null ? openMessageId.value === id : openThreadId.value !== null && emailOf(id).value?.threadId === openThreadId.value;
}

function mailboxNamed(name: string): Id | null {
  const wanted = name.toLocaleLowerCase();
  const role = wanted === "spam" ? "junk" : wanted === "bin" ? "trash" : wanted;
  for (const each of mailboxes.value?.values() ?? [])
    if (each.role === role || each.name.toLocaleLowerCase() === wanted || nameOf(each).toLocaleLowerCase() === wanted) return each.id;
  return null;
}
