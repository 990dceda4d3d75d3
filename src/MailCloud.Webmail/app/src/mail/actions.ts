import { t } from "../i18n";
import type { EmailSummary, Id } from "../jmap/types";
import { change, destroy } from "../store/changes";
import { emailOf, threadOf } from "../store/emails";
import { createMailbox, mailboxes, mailboxWith, nameOf } from "../store/mailboxes";
import type { Patch, Patches } from "../store/patches";
import { synchronise } from "../store/sync";
import { confirm } from "../ui/ask";
import { toast } from "../ui/toasts";
import { changeAll, findAll } from "./bulk";
import { allChosen, chooseNone, chosenCount, chosenIds } from "./selection";
import { closeConversation, cursor, layout, openMessageId, openRow, openThreadId, shownFilter, shownList, shownMailbox } from "./view";

/** What an action is about: rows of the list, or the messages of the open conversation. */
export type Target = { rows: readonly Id[] } | { messages: readonly Id[] };

/** What keys act upon: the chosen rows, else the open conversation, else the row under the cursor. */
export function target(): Target {
  if (chosenCount.peek() > 0) return { rows: chosenIds() };
  if (openMessageId.peek() !== null) return { messages: [openMessageId.peek()!] };
  if (openThreadId.peek() !== null) return { messages: threadOf(openThreadId.peek()!).peek() ?? [] };
  const id = shownList.peek()?.ids[cursor.peek()];
  return { rows: id === undefined ? [] : [id] };
}

/** Marks as read or unread, or with a star. */
export async function setKeyword(keyword: "$seen" | "$flagged", set: boolean, of: Target = target()): Promise<void> {
  if (allChosen.peek() && "rows" in of) {
    await everyMessage((ids) => changeAll(ids, { keywords: { [keyword]: set } }));
    return;
  }
  const emails = emailsOf(of);
  // One star is enough to find a conversation again; taking it away takes all.
  const wanted = keyword === "$flagged" && set && "rows" in of ? newestOf(of.rows) : emails;
  const patch: Patch = { keywords: { [keyword]: set } };
  await perform(new Map(wanted.filter((each) => (each.keywords[keyword] ?? false) !== set).map((each) => [each.id, patch])));
}

/** Marks what has been opened as read. Nobody asked for it, so that nobody is told if it fails. */
export async function markSeen(emails: readonly EmailSummary[]): Promise<void> {
  const unread = emails.filter((each) => !each.keywords.$seen);
  if (unread.length > 0) await change(new Map(unread.map((each) => [each.id, { keywords: { $seen: true } }]))).catch(() => undefined);
}

/** Puts messages into another mailbox instead of the one that is shown. */
export function moveTo(mailboxId: Id, of: Target = target()): Promise<void> {
  const moved = move(mailboxId, of);
  moving = moved.catch(() => undefined);
  return moved;
}

async function move(mailboxId: Id, of: Target): Promise<void> {
  const from = shownMailbox.peek()?.id ?? null;
  if (from === mailboxId) return;
  const name = nameOf(mailboxes.peek()!.get(mailboxId)!);
  if (allChosen.peek() && "rows" in of && from !== null) {
    await everyMessage(async (ids) => {
      await changeAll(ids, { mailboxIds: { [from]: false, [mailboxId]: true } });
      undoable(t("done.moved", { count: ids.length, name }), () => changeAll(ids, { mailboxIds: { [from]: true, [mailboxId]: false } }));
    });
    return;
  }
  const patches = new Map(movable(emailsOf(of), from).map((each) => [each.id, movePatch(each, from, mailboxId)]));
  const count = "rows" in of ? of.rows.length : 1;
  advance(of);
  const inverse = await perform(patches);
  chooseNone();
  if (inverse && patches.size > 0) undoable(t("done.moved", { count, name }), () => change(inverse));
}

export async function archive(of: Target = target()): Promise<void> {
  const id = mailboxWith("archive")?.id ?? (await createMailbox("Archive", null));
  await moveTo(id, of);
}

export async function junk(of: Target = target()): Promise<void> {
  const to = shownMailbox.peek()?.role === "junk" ? mailboxWith("inbox") : mailboxWith("junk");
  if (to) await moveTo(to.id, of);
}

/** Throws away; what is in Trash or Junk is deleted for good, once that has been agreed to. */
export async function trash(of: Target = target()): Promise<void> {
  const role = shownMailbox.peek()?.role;
  const bin = mailboxWith("trash");
  if (role !== "trash" && role !== "junk" && bin) return moveTo(bin.id, of);
  const from = shownMailbox.peek()?.id ?? null;
  const all = allChosen.peek() && "rows" in of;
  const ids = all ? await findAll(shownFilter.peek()!) : movable(emailsOf(of), from).map((each) => each.id);
  if (ids.length === 0) return;
  const agreed = await confirm({
    title: t("delete.title", { count: ids.length }),
    text: t("delete.text"),
    action: t("delete.action"),
    dangerous: true,
  });
  if (!agreed) return;
  advance(of);
  chooseNone();
  await reporting(async () => {
    await destroy(ids);
    toast(t("done.deleted", { count: ids.length }));
  });
  await synchronise();
}

let lastUndo: (() => void) | null = null;
/** The last action while it is on its way to the server: rows go at once, but what takes them back is known only then. */
let moving: Promise<void> = Promise.resolve();

/** Takes the last action back, if there is one. */
export async function undo(): Promise<void> {
  await moving;
  lastUndo?.();
}

function undoable(text: string, back: () => Promise<unknown>): void {
  const run = (): void => {
    lastUndo = null;
    close();
    void reporting(async () => {
      await back();
      toast(t("done.undone"));
      await synchronise();
    });
  };
  const close = toast(text, { action: { label: t("action.undo"), run }, duration: 10_000 });
  lastUndo = run;
}

/** The messages of rows with the rest of their conversations, as far as they are known. */
function emailsOf(of: Target): EmailSummary[] {
  if ("messages" in of) return of.messages.flatMap((id) => emailOf(id).peek() ?? []);
  const collapsed = shownList.peek()?.collapseThreads ?? false;
  return of.rows.flatMap((id) => {
    const email = emailOf(id).peek();
    if (!email) return [];
    return collapsed ? (threadOf(email.threadId).peek() ?? [id]).flatMap((each) => emailOf(each).peek() ?? []) : [email];
  });
}

function newestOf(rows: readonly Id[]): EmailSummary[] {
  return rows.flatMap((id) => emailOf(id).peek() ?? []);
}

/** In a mailbox, what is in it moves; in a search, everything but what was sent, written or thrown away. */
function movable(emails: readonly EmailSummary[], from: Id | null): EmailSummary[] {
  if (from !== null) return emails.filter((each) => each.mailboxIds[from]);
  const stay = (["sent", "drafts", "trash"] as const).map((role) => mailboxWith(role)?.id);
  const free = emails.filter((each) => !Object.keys(each.mailboxIds).every((id) => stay.includes(id)));
  return free.length > 0 ? free : [...emails];
}

function movePatch(email: EmailSummary, from: Id | null, to: Id): Patch {
  const left = from === null ? Object.keys(email.mailboxIds) : [from];
  return { mailboxIds: { ...Object.fromEntries(left.map((id) => [id, false])), [to]: true } };
}

/** The open conversation goes away: the next one takes its place beside the list, or the list does. */
function advance(of: Target): void {
  const list = shownList.peek();
  const open = openThreadId.peek();
  if (open === null || !list) return;
  const index = list.ids.findIndex((id) => id !== undefined && emailOf(id).peek()?.threadId === open);
  const leaving = "messages" in of || of.rows.some((id) => emailOf(id).peek()?.threadId === open);
  if (!leaving) return;
  const next = index < 0 ? undefined : (list.ids[index + 1] ?? list.ids[index - 1]);
  if (layout.peek() === "wide" && next !== undefined) openRow(next);
  else closeConversation();
}

async function everyMessage(work: (ids: Id[]) => Promise<void>): Promise<void> {
  const filter = shownFilter.peek();
  if (!filter) return;
  chooseNone();
  await reporting(async () => work(await findAll(filter)));
  await synchronise();
}

async function perform(patches: Patches): Promise<Patches | null> {
  if (patches.size === 0) return null;
  let inverse: Patches | null = null;
  await reporting(async () => void (inverse = await change(patches)));
  return inverse;
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    toast(t("error.notDone"), { kind: "error" });
  }
}
