import { Offline, Problem } from "../../http";
import type { Id } from "../../jmap/types";
import { afterOwnLogIn, session } from "../../store/session";

export const failures = ["noMessage", "empty", "tooLarge", "expunged", "overQuota", "noSuchMailbox", "refused"] as const;

/** What an import came to. */
export interface Imported {
  imported: number;
  skipped: number;
  errors: { message: number; reason: (typeof failures)[number]; detail: string }[];
}

/** Sends an mbox file into a mailbox and tells how far it is, from 0 to 1. An AbortError means that it was called off; what was imported before stays. */
export async function importMbox(file: Blob, mailboxId: Id, seen: boolean, progress: (part: number) => void, signal: AbortSignal): Promise<Imported> {
  const { status, body } = await post(`/webmail/import?mailboxId=${encodeURIComponent(mailboxId)}&seen=${seen}`, file, progress, signal);
  if (status === 401) {
    session.value = "expired";
    await afterOwnLogIn();
    return importMbox(file, mailboxId, seen, progress, signal);
  }
  if (status === 200) return body as Imported;
  const { type = "about:blank", detail = "" } = (body ?? {}) as { type?: string; detail?: string };
  throw new Problem(status, type, detail);
}

/** XMLHttpRequest, since fetch does not tell how much has been sent. */
function post(path: string, file: Blob, progress: (part: number) => void, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("X-MailCloud", "1");
    request.setRequestHeader("Content-Type", "application/mbox");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new Offline());
    request.onabort = () => reject(new DOMException("The import was called off.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
