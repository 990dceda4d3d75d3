import { afterOwnLogIn, online, session } from "./store/session";

/** An answer that says what went wrong (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly detail: string,
    /** Seconds to wait before the next try; null if the server does not say. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail || `HTTP ${status}`);
  }
}

/** The server could not be reached at all. */
export class Offline extends Error {
  constructor() {
    super("The server cannot be reached.");
  }
}

/** How an answer of 401 is taken: `wait` lets the person log in again and then repeats the request, `fail` throws its {@link Problem}. */
type Unauthorized = "wait" | "fail";

/**
 * Asks the server. The header tells it that the page asks: it then never answers with what makes a browser show a prompt of its own, and takes the cookie for
 * changes. An answer other than 2xx is thrown as a {@link Problem}; nobody answering as {@link Offline}.
 */
export async function send(path: string, init: RequestInit = {}, unauthorized: Unauthorized = "wait"): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("X-MailCloud", "1");
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    online.value = false;
    throw new Offline();
  }
  online.value = true;
  if (response.ok) return response;
  if (response.status === 401 && unauthorized === "wait") {
    session.value = session.value === "open" || session.value === "expired" ? "expired" : "none";
    await afterOwnLogIn();
    return send(path, init, unauthorized);
  }
  throw await problemOf(response);
}

/** Asks for JSON, or sends some and takes the JSON that comes back; undefined when nothing does. */
export async function json<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown, unauthorized: Unauthorized = "wait"): Promise<T> {
  const init: RequestInit =
    body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await send(path, init, unauthorized);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const body = (await response.json().catch(() => ({}))) as { type?: string; title?: string; detail?: string };
  return new Problem(response.status, body.type ?? "about:blank", body.detail ?? body.title ?? "", Number.isFinite(wait) ? wait : null);
}
