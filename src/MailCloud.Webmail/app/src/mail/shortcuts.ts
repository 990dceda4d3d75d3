import { openComposer } from "../compose/open";
import { navigate, paths, route } from "../router";
import { threadOf } from "../store/emails";
import { mailboxWith } from "../store/mailboxes";
import { settings } from "../store/settings";
import { archive, junk, setKeyword, target, trash, undo } from "./actions";
import { helpOpen } from "./help";
import { focusRow } from "./MessageListView";
import { neighbours } from "./neighbours";
import { chooseNone, chosenCount, toggle } from "./selection";
import { closeConversation, cursor, openMessageId, openRow, openThreadId, revealed, shownList } from "./view";

/** Keys by what they do; `g` and another letter go somewhere. */
const commands: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  o: openCursor,
  u: closeConversation,
  e: () => void archive(),
  y: () => void archive(),
  "#": () => void trash(),
  Delete: () => void trash(),
  "!": () => void junk(),
  s: () => void star(),
  r: () => answer("reply"),
  a: () => answer("replyAll"),
  f: () => answer("forward"),
  c: () => openComposer(),
  "/": () => document.querySelector<HTMLInputElement>(".search input")?.focus(),
  x: () => toggle(cursor.peek()),
  I: () => void setKeyword("$seen", true),
  U: () => void setKeyword("$seen", false).then(closeConversation),
  z: () => void undo(),
  "?": () => (helpOpen.value = !helpOpen.peek()),
  Escape: () => (chosenCount.peek() > 0 ? chooseNone() : closeConversation()),
  "g i": () => navigate(paths.inbox),
  "g s": () => navigate(paths.search("is:starred")),
  "g d": () => goTo("drafts"),
  "g t": () => goTo("sent"),
  "g a": () => goTo("archive"),
  "g c": () => navigate(paths.contacts),
};

let prefix = "";
let prefixUntil = 0;

/** Listens to keys on the whole page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", pressed);
}

/** A key was pressed, in the page or in a message's frame. */
export function pressed(event: KeyboardEvent): void {
  if (!settings.peek().shortcuts || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (route.peek().name !== "mailbox" && route.peek().name !== "search") return;
  if (isTyping(event.target as Element | null) || document.querySelector("dialog[open], [role=dialog], [role=menu]")) return;
  const key = event.timeStamp < prefixUntil && prefix ? `${prefix} ${event.key}` : event.key;
  prefix = "";
  if (event.key === "g" && key === "g") {
    [prefix, prefixUntil] = ["g", event.timeStamp + 1_500];
    return;
  }
  const command = commands[key];
  if (!command) return;
  event.preventDefault();
  command();
}

function isTyping(target: Element | null): boolean {
  const field = target?.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");
  return Boolean(field) && (field as HTMLInputElement).type !== "checkbox";
}

/** In the list to the next row; in a conversation to the next one. */
function step(by: 1 | -1): void {
  if (openThreadId.peek() === null) return focusRow(cursor.peek() + by);
  const { index, previous, next } = neighbours();
  const id = by > 0 ? next : previous;
  if (!id) return;
  cursor.value = index + by;
  revealed.value = { index: index + by };
  openRow(id);
}

function openCursor(): void {
  const id = shownList.peek()?.ids[cursor.peek()];
  if (id && openThreadId.peek() === null) openRow(id);
}

function star(): Promise<void> {
  const of = target();
  const starred = "rows" in of ? document.querySelector(`[data-row="${cursor.peek()}"] .star-set`) : document.querySelector(".conversation .star-set");
  return setKeyword("$flagged", !starred, "messages" in of ? { messages: of.messages.slice(-1) } : of);
}

function answer(kind: "reply" | "replyAll" | "forward"): void {
  const open = openThreadId.peek();
  const emailId = openMessageId.peek() ?? (open === null ? shownList.peek()?.ids[cursor.peek()] : threadOf(open).peek()?.at(-1));
  if (emailId) openComposer({ kind, emailId });
}

function goTo(role: "drafts" | "sent" | "archive"): void {
  const mailbox = mailboxWith(role);
  if (mailbox) navigate(paths.mailbox(mailbox.id));
}
