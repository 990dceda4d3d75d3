import { effect, signal } from "@preact/signals";
import type { Id, Session } from "../jmap/types";

/** `unknown` until the server has answered; `none`: nobody is logged in; `expired`: somebody was, and the page is kept as it is until they log in again. */
export type SessionState = "unknown" | "open" | "expired" | "none";

export const session = signal<SessionState>("unknown");

/** Whether the last request reached the server. */
export const online = signal(navigator.onLine);

/** The server's Session object (RFC 8620 §2): the last known one, so that the page can ask before it has been fetched again. */
export const jmapSession = signal<Session | null>(stored());

const key = "mailcloud.session";

function stored(): Session | null {
  try {
    return JSON.parse(localStorage.getItem("mailcloud.session") ?? "null") as Session | null;
  } catch {
    return null;
  }
}

/** The account whose mail is shown; null when it is not known. */
export function currentAccount(): Id | null {
  return jmapSession.value?.primaryAccounts["urn:ietf:params:jmap:mail"] ?? null;
}

/** The account whose mail is shown. */
export function accountId(): Id {
  const id = currentAccount();
  if (!id) throw new Error("No account is logged in.");
  return id;
}

/** Keeps a Session object for when the page starts next. */
export function keepSession(value: Session): void {
  localStorage.setItem(key, JSON.stringify(value));
}

/** Takes a Session object that the server has given. */
export function openSession(value: Session): void {
  keepSession(value);
  jmapSession.value = value;
  session.value = "open";
}

/** Forgets who was logged in. What is cached of them is the cache's to drop. */
export function closeSession(): void {
  localStorage.removeItem(key);
  jmapSession.value = null;
  session.value = "none";
}

/** Resolves when somebody is logged in: at once, or after the log-in that the page now asks for. */
export function afterLogIn(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (session.value !== "open") return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/** While something waited for a log-in somebody else logged in; it must not be done in their name. */
export class AnotherAccount extends Error {
  constructor() {
    super("Another account has logged in.");
  }
}

/** The same for what was begun in an account's name; throws {@link AnotherAccount} if it is another then. */
export async function afterOwnLogIn(): Promise<void> {
  const before = currentAccount();
  await afterLogIn();
  if (before !== null && currentAccount() !== before) throw new AnotherAccount();
}

addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));
