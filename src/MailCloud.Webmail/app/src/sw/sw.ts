// The service worker: it has the page's own files, so that the page opens without the network, keeps the messages that were opened, and tells of new ones.
/// <reference lib="webworker" />
import { confirmPush, tellOf } from "./push";

declare const self: ServiceWorkerGlobalScope;

/** The page's files, relative to its root; put in by the build. */
declare const __SHELL__: string[];
/** Another for every build. */
declare const __VERSION__: string;

const root = "/webmail/";
const shell = `shell-${__VERSION__}`;
/** Opened messages. Its name begins as the page looks for when somebody logs out. */
const messages = "mail-messages";
/** Answers that are kept of opened messages; the oldest go first. */
const keptMessages = 600;

self.addEventListener("install", (event) => event.waitUntil(precache()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", ({ data }) => {
  if (data === "take-over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener("push", (event) => event.waitUntil(pushed(event)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as { mailboxId: string; threadId: string } | null));
});

async function precache(): Promise<void> {
  const cache = await caches.open(shell);
  // Files with a hash in their name are the same wherever they come from; the others are asked for anew.
  const needed = __SHELL__.filter((file) => !file.endsWith("report.json"));
  await cache.addAll(needed.map((file) => new Request(root + file, { cache: file.startsWith("assets/") ? "default" : "no-cache" })));
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== shell) await caches.delete(name);
  await self.clients.claim();
}

/** What this worker answers itself; undefined leaves a request to the browser. */
function answerTo(request: Request): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(root)) return undefined;
  const path = url.pathname.slice(root.length);
  if (path.startsWith("view/")) return message(request);
  if (path.startsWith("assets/") || path.startsWith("icons/")) return kept(request);
  // Any address of a screen is the same document, unless it is asked for as a file.
  if (request.mode === "navigate" && !path.split("/").at(-1)!.includes(".") && !/^(export|import|account|image)\b/.test(path)) return kept(new Request(`${root}index.html`));
  return undefined;
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** An opened message: from the server, which may know it safer by now; without a network, as it was. */
async function message(request: Request): Promise<Response> {
  const cache = await caches.open(messages);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await cache.put(request, answer.clone());
      void prune(cache);
    }
    return answer;
  } catch {
    // Another theme, or the choice about images, is no reason to show nothing.
    return (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

async function prune(cache: Cache): Promise<void> {
  const all = await cache.keys();
  for (const request of all.slice(0, Math.max(0, all.length - keptMessages))) await cache.delete(request);
}

async function pushed(event: PushEvent): Promise<void> {
  const data = event.data?.json() as { "@type"?: string } | undefined;
  if (data?.["@type"] === "PushVerification") return confirmPush(data);
  const windows = await self.clients.matchAll({ type: "window" });
  // Somebody is looking at the page: it shows what is new by itself.
  if (windows.some((each) => each.visibilityState === "visible")) return;
  await tellOf(self.registration);
}

async function open(what: { mailboxId: string; threadId: string } | null): Promise<void> {
  const [window] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const path = what ? `${root}mail/${encodeURIComponent(what.mailboxId)}/${encodeURIComponent(what.threadId)}` : root;
  if (!window) return void (await self.clients.openWindow(path));
  await window.focus();
  if (what) window.postMessage({ open: what });
}
