import { signal } from "@preact/signals";
import { t } from "../i18n";
import { accountId } from "../store/session";
import { toast } from "../ui/toasts";
import { begin } from "./begin";
import { Composition, lockOf, type View } from "./Composition";
import { loadIdentities } from "./identities";
import { allKept } from "./kept";
import type { Message } from "./message/message";
import type { Draft } from "./open";
import { sendKept } from "./outbox";
import { loadPeople } from "./people/people";

/** A composer on the page, or the place of one whose message is being fetched. */
export type Window = { key: string; state: "ready"; composition: Composition } | { key: string; state: "opening" | "failed"; draft: Draft; reason: string };

/** Pixels that a window takes, with the gap beside it. */
const widthOfWindow = 620;

/** The open composers, the newest last. */
export const windows = signal<readonly Window[]>([]);

/** Opens a composer for what was asked for. A draft that is open already only comes forward. */
export async function open(draft: Draft, place = crypto.randomUUID() as string): Promise<void> {
  const known = draft.kind === "edit" ? windows.value.find((each) => each.state === "ready" && each.composition.message.peek().draftId === draft.emailId) : undefined;
  if (known) return show(known.key, "docked");
  put({ key: place, state: "opening", draft, reason: "" });
  try {
    await loadIdentities();
    const composition = new Composition(await begin(draft));
    remove(place);
    put({ key: composition.key, state: "ready", composition });
    // What only helps to choose recipients may fail.
    loadPeople().catch(() => undefined);
  } catch (error) {
    put({ key: place, state: "failed", draft, reason: (error as Error).message });
  }
}

/** Opens a message as it was written; `problem` says why it came back. */
export function reopen(message: Message, problem: string | null = null): Composition {
  const composition = new Composition(message);
  // Where Drafts has no copy of it this browser keeps one.
  if (message.draftId === null) composition.touched();
  composition.problem.value = problem;
  put({ key: composition.key, state: "ready", composition });
  return composition;
}

/** Opens what a crash, a closed tab or a lost connection left in this browser, and sends what waits to be sent. */
export async function restore(): Promise<void> {
  const kept = await allKept(accountId());
  if (kept.length === 0) return;
  await loadIdentities();
  for (const { key, message, outgoing } of kept) {
    if (outgoing) continue;
    const free = await isFree(key);
    if (!free || windows.value.some((each) => each.key === key)) continue;
    reopen(message).touched();
    toast(message.subject ? t("compose.restored", { subject: message.subject }) : t("compose.restoredNameless"));
  }
  await sendKept();
}

/** Whether no tab has a message open. */
async function isFree(key: string): Promise<boolean> {
  if (!navigator.locks) return true;
  return navigator.locks.request(lockOf(key), { ifAvailable: true }, (lock) => lock !== null);
}

export function show(key: string, view: View): void {
  for (const each of windows.value) {
    if (each.state !== "ready") continue;
    if (each.key === key) each.composition.view.value = view;
    else if (view === "full") each.composition.view.value = "minimised";
  }
  if (view === "docked") makeRoom(key);
}

/** Minimises those that were opened first, so that no more windows stand beside each other than have room. */
function makeRoom(newest: string): void {
  const room = Math.max(1, Math.floor(innerWidth / widthOfWindow));
  const others = windows.value.flatMap((each) => (each.state === "ready" && each.key !== newest && each.composition.view.peek() !== "minimised" ? [each.composition] : []));
  for (const each of others.slice(0, Math.max(0, others.length - room + 1))) each.view.value = "minimised";
}

export function remove(key: string): void {
  windows.value = windows.value.filter((each) => each.key !== key);
}

function put(window: Window): void {
  const there = windows.value.some((each) => each.key === window.key);
  windows.value = there ? windows.value.map((each) => (each.key === window.key ? window : each)) : [...windows.value, window];
  makeRoom(window.key);
}
