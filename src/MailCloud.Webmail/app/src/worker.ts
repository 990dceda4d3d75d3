// The page's side of its service worker: registers it, and tells when a newer version of the page is ready.
import { signal } from "@preact/signals";
import { navigate, paths } from "./router";
import { workerAddress } from "./trusted";

/** A newer version waits for the reader to agree. */
export const updateReady = signal(false);

let registration: ServiceWorkerRegistration | null = null;

/** How often a page that stays open asks for a newer version. */
const askEvery = 60 * 60 * 1_000;

/** Registers the service worker, where the browser has such things. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  registration = await serviceWorker.register(workerAddress(), { scope: "/webmail/" });
  const look = (): void => {
    const waiting = registration!.waiting;
    if (waiting && serviceWorker.controller) updateReady.value = true;
  };
  look();
  registration.addEventListener("updatefound", () => registration!.installing?.addEventListener("statechange", look));
  setInterval(() => void registration!.update().catch(() => undefined), askEvery);

  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes over a page that is as new as itself.
    if (controlled) location.reload();
    controlled = true;
  });
  serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ open?: { mailboxId: string; threadId: string } }>) => {
    if (data.open) navigate(paths.mailbox(data.open.mailboxId, data.open.threadId));
  });
}

/** Lets the newer version take over; the page loads anew. */
export function applyUpdate(): void {
  registration?.waiting?.postMessage("take-over");
}
