import { effect, signal } from "@preact/signals";
import { Offline } from "../http";
import { t } from "../i18n";
import { accountId, online } from "../store/session";
import { settings } from "../store/settings";
import { toast } from "../ui/toasts";
import { identityOf } from "./identities";
import { allKept, forget, keep, type Kept } from "./kept";
import { type Message, newMessageId, recipients } from "./message/message";
import { countWritten } from "./people/people";
import { callBack, findSent, finish, Refused, submit, type Submitted } from "./submit";

/** What the foot of the page says about a message that leaves. */
export type Notice =
  | { key: string; state: "sending" | "waiting" }
  /** It can be called back until a time, in milliseconds since 1970. */
  | { key: string; state: "sent"; until: number; undo: () => void }
  | { key: string; state: "scheduled"; at: string; undo: () => void };

export const notices = signal<readonly Notice[]>([]);

/** Milliseconds before the end of the wait in which it is no longer promised that a message can be called back. */
const margin = 1_000;
/** Milliseconds that a notice stays which nothing else ends. */
const shownFor = 6_000;

/** Opens a message again; given by the windows, which know this module too. */
let reopen: (message: Message, problem?: string) => void = () => undefined;
export function reopenWith(open: (message: Message, problem?: string) => void): void {
  reopen = open;
}

/** Sends what waits in this browser, one tab at a time. Whatever cannot reach the server goes on waiting. */
export async function sendKept(): Promise<void> {
  const send = async (): Promise<void> => {
    for (const kept of await allKept(accountId())) if (kept.outgoing) await sendOne(kept);
  };
  if (navigator.locks) await navigator.locks.request("mailcloud.outbox", send);
  else await send();
}

/** Sends again when the server can be reached. */
export function watchConnection(): () => void {
  return effect(() => void (online.value && notices.peek().some(({ state }) => state === "waiting") && sendKept()));
}

export function closeNotice(key: string): void {
  notices.value = notices.value.filter((each) => each.key !== key);
}

async function sendOne(kept: Kept): Promise<void> {
  const { key, message } = kept;
  say({ key, state: "sending" });
  try {
    const before = kept.outgoing!.tried ? await findSent(message) : null;
    const sent = before ? { emailId: before, submissionId: null } : await trySending(kept);
    await forget(key);
    countWritten(recipients(message));
    announce(kept, sent);
    await finish(message, sent.emailId).catch(leaveOut);
  } catch (error) {
    if (error instanceof Offline) return say({ key, state: "waiting" });
    closeNotice(key);
    await forget(key);
    const draftId = error instanceof Refused ? error.draftId : null;
    if (draftId && message.draftId) await finish({ ...message, source: null }, draftId).catch(leaveOut);
    const again = { ...message, draftId: draftId ?? message.draftId, messageId: newMessageId(identityOf(message.identityId)) };
    reopen(again, t("compose.sendFailed", { reason: (error as Error).message }));
  }
}

async function trySending(kept: Kept): Promise<Submitted> {
  const identity = identityOf(kept.message.identityId);
  if (!identity) throw new Error(t("compose.noIdentity"));
  await keep({ ...kept, outgoing: { ...kept.outgoing!, tried: true } });
  const { sendAt } = kept.outgoing!;
  const later = sendAt !== null && Date.parse(sendAt) > Date.now();
  return submit(kept.message, identity, later ? { until: sendAt } : { seconds: settings.value.undoSeconds });
}

/** The message is sent: what is left undone is only a draft too many, or a mark that is missing. */
function leaveOut(error: unknown): void {
  console.warn(error);
}

function announce({ key, message, outgoing }: Kept, { emailId, submissionId }: Submitted): void {
  const undo = async (): Promise<void> => {
    closeNotice(key);
    try {
      if (await callBack(submissionId!)) reopen({ ...message, draftId: emailId, messageId: newMessageId(identityOf(message.identityId)) });
      else toast(t("compose.tooLate"), { kind: "error" });
    } catch (error) {
      toast((error as Error).message, { kind: "error" });
    }
  };
  const { sendAt } = outgoing!;
  const wait = settings.value.undoSeconds * 1_000 - margin;
  if (submissionId && sendAt && Date.parse(sendAt) > Date.now()) {
    say({ key, state: "scheduled", at: sendAt, undo: () => void undo() });
    setTimeout(() => closeNotice(key), 2 * shownFor);
  } else if (submissionId && wait > 0) {
    say({ key, state: "sent", until: Date.now() + wait, undo: () => void undo() });
    setTimeout(() => closeNotice(key), wait);
  } else {
    closeNotice(key);
    toast(t("compose.sent"));
  }
}

function say(notice: Notice): void {
  notices.value = [...notices.value.filter((each) => each.key !== notice.key), notice];
}
