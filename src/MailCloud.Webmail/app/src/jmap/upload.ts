import { Offline, Problem } from "../http";
import { accountId, afterOwnLogIn, session } from "../store/session";
import type { Id } from "./types";

/** What an upload gives back (RFC 8620 §6.1). */
export interface Uploaded {
  blobId: Id;
  type: string;
  size: number;
}

/** Uploads content and tells how far it is, from 0 to 1. Throws {@link Offline} and {@link Problem} as requests do, and an AbortError when it was called off. */
export async function upload(content: Blob, progress?: (part: number) => void, signal?: AbortSignal): Promise<Uploaded> {
  const { status, body, wait } = await post(content, progress, signal);
  if (status === 401) {
    session.value = "expired";
    await afterOwnLogIn();
    return upload(content, progress, signal);
  }
  if (status >= 200 && status < 300) return body as Uploaded;
  const problem = body as { type?: string; title?: string; detail?: string };
  throw new Problem(status, problem.type ?? "about:blank", problem.detail ?? problem.title ?? "", wait);
}

/** XMLHttpRequest, since fetch does not tell how much has been sent. */
function post(content: Blob, progress?: (part: number) => void, signal?: AbortSignal): Promise<{ status: number; body: unknown; wait: number | null }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/jmap/upload/${encodeURIComponent(accountId())}/`);
    request.responseType = "json";
    request.setRequestHeader("X-MailCloud", "1");
    request.setRequestHeader("Content-Type", content.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && progress?.(event.loaded / event.total);
    request.onload = () => {
      const wait = Number(request.getResponseHeader("Retry-After") ?? Number.NaN);
      resolve({ status: request.status, body: request.response ?? {}, wait: Number.isFinite(wait) ? wait : null });
    };
    request.onerror = () => reject(new Offline());
    request.onabort = () => reject(new DOMException("The upload was called off.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    if (signal?.aborted) reject(new DOMException("The upload was called off.", "AbortError"));
    else request.send(content);
  });
}
