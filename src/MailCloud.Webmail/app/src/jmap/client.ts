import { json, Problem } from "../http";
import { forget } from "../store/cache";
import { accountId, afterLogIn, currentAccount, jmapSession, keepSession, openSession, session } from "../store/session";
import type { Session } from "./types";

/** Everything the page asks for; the server takes those it does not use without complaint. */
const using = [
  "urn:ietf:params:jmap:core",
  "urn:ietf:params:jmap:mail",
  "urn:ietf:params:jmap:submission",
  "urn:ietf:params:jmap:vacationresponse",
  "urn:ietf:params:jmap:quota",
  "urn:ietf:params:jmap:contacts",
  "https://mailcloud.dev/jmap/settings",
];

/** A method was refused (RFC 8620 §3.6.2). */
export class MethodError extends Error {
  constructor(
    readonly type: string,
    description?: string,
  ) {
    super(description ?? type);
  }
}

/** Points into the answer of another call of the same request (RFC 8620 §3.7). */
export interface ResultReference {
  resultOf: string;
  name: string;
  path: string;
}

/** A call that is on its way: await it for its answer, or let later calls of the same turn refer to it. */
export interface Call<T> extends PromiseLike<T> {
  ref(path: string): ResultReference;
}

interface Pending {
  name: string;
  args: object;
  id: string;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

type MethodResponse = [name: string, args: Record<string, unknown>, id: string];

let waiting: Pending[] = [];
let calls = 0;

/**
 * Calls a method. All calls made before the page next waits for something travel in one request, in their order, so that they can refer to each other:
 * `const found = call("Email/query", …); const emails = await call("Email/get", { "#ids": found.ref("/ids") })`.
 */
export function call<T>(name: string, args: object = {}): Call<T> {
  const id = `c${calls++}`;
  const answer = new Promise<T>((resolve, reject) => {
    if (waiting.length === 0) queueMicrotask(flush);
    waiting.push({ name, args, id, resolve: resolve as (value: unknown) => void, reject });
  });
  // Whoever only refers to a call need not await it; who awaits it still gets its error.
  answer.catch(() => undefined);
  return { then: (fulfilled, rejected) => answer.then(fulfilled, rejected), ref: (path) => ({ resultOf: id, name, path }) };
}

async function flush(): Promise<void> {
  const batch = waiting;
  waiting = [];
  try {
    if (!jmapSession.value) await loadSession();
    const path = new URL(jmapSession.value!.apiUrl, location.origin).pathname;
    const request = {
      using: using.filter((each) => each in jmapSession.value!.capabilities),
      methodCalls: batch.map(({ name, args, id }) => [name, /^(Core|PushSubscription)\//.test(name) ? args : { accountId: accountId(), ...args }, id]),
    };
    const { methodResponses } = await json<{ methodResponses: MethodResponse[] }>("POST", path, request);
    settle(batch, methodResponses);
  } catch (error) {
    for (const each of batch) each.reject(error);
  }
}

/** The first answer of a call is its own; what else it made the server do comes after under the same id. */
function settle(batch: Pending[], responses: MethodResponse[]): void {
  for (const each of batch) {
    const response = responses.find(([, , id]) => id === each.id);
    if (!response) each.reject(new MethodError("serverPartialFail"));
    else if (response[0] === "error") each.reject(new MethodError(String(response[1].type), response[1].description as string | undefined));
    else each.resolve(response[1]);
  }
}

let asking: Promise<boolean> | null = null;

/** Fetches the Session object; resolves when somebody is logged in. */
export async function loadSession(): Promise<void> {
  // Those who ask at the same time ask once. Waiting for a log-in is no part of it: after that the question is asked anew.
  asking ??= askForSession().finally(() => (asking = null));
  if (!(await asking)) await afterLogIn();
}

/** False: nobody is logged in. */
async function askForSession(): Promise<boolean> {
  try {
    await enter(await json<Session>("GET", "/jmap/session", undefined, "fail"));
    return true;
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
    session.value = jmapSession.value ? "expired" : "none";
    return false;
  }
}

/** Somebody else than before begins with nothing of what the other left: the page starts anew, and nothing that waits in this one goes on. */
async function enter(given: Session): Promise<void> {
  const before = currentAccount();
  if (before === null || before === given.primaryAccounts["urn:ietf:params:jmap:mail"]) return openSession(given);
  await forget();
  keepSession(given);
  location.assign("/webmail/");
  return new Promise(() => undefined);
}

/** Where a blob is downloaded from (RFC 8620 §6.2). */
export function downloadUrl(blobId: string, name: string, type = "application/octet-stream"): string {
  const file = encodeURIComponent(name.replaceAll("/", "_") || "file");
  return `/jmap/download/${encodeURIComponent(accountId())}/${encodeURIComponent(blobId)}/${file}?type=${encodeURIComponent(type)}`;
}
