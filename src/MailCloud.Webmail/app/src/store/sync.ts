import { effect } from "@preact/signals";
import { loadSession } from "../jmap/client";
import { listen, type StateChange } from "../jmap/events";
import { listForView } from "../mail/view";
import { announce } from "../mail/notify";
import { prune } from "./cache";
import { replay } from "./changes";
import { refreshEmails } from "./emails";
import { openLists } from "./lists";
import { refreshMailboxes } from "./mailboxes";
import { fetchQuota } from "./quota";
import { online, session } from "./session";
import { loadSettings } from "./settings";

/** Types of objects whose changes the page shows at once. */
const types = ["Email", "Mailbox", "Thread", "EmailDelivery"];

let running: Promise<void> | null = null;
let again = false;

/** Brings what is shown up to date. While that is under way, all further wishes for it are one. */
export function synchronise(): Promise<void> {
  if (running) {
    again = true;
    return running;
  }
  running = update().finally(() => {
    running = null;
    if (!again) return;
    again = false;
    void synchronise().catch(() => undefined);
  });
  return running;
}

async function update(): Promise<void> {
  if (session.peek() !== "open") {
    await loadSession();
    await loadSettings();
  }
  await replay();
  const shown = listForView();
  const [, changed] = await Promise.all([refreshMailboxes(), refreshEmails()]);
  await shown?.refresh();
  if (!changed) return;
  announce();
  void fetchQuota();
  for (const list of openLists()) if (list !== shown) await list.refresh();
}

/** Follows the server for as long as the page is open. */
export function follow(): void {
  void listen(types, (change) => (concerns(change) ? synchronise() : Promise.resolve()), new AbortController().signal);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void synchronise().catch(() => undefined);
  });
  let before = online.value;
  effect(() => {
    const now = online.value;
    if (now && !before) void synchronise().catch(() => undefined);
    before = now;
  });
  // The cache is tidied when the page has come to rest.
  setTimeout(() => void prune(), 30_000);
}

/** A change of objects that are shown; null: it cannot be told, so that everything is looked at. */
function concerns(change: StateChange | null): boolean {
  return change === null || Object.values(change.changed).some((each) => types.some((type) => type in each));
}
