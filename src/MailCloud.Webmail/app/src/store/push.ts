// Messages that arrive while the page is closed: the browser's push service wakes the service worker, which tells of them.
import { call } from "../jmap/client";
import type { GetResponse, Id, SetResponse } from "../jmap/types";
import { jmapSession } from "./session";
import { changeSettings } from "./settings";

const deviceKey = "mailcloud.device";

interface PushSubscriptionObject {
  id: Id;
  deviceClientId: string;
  expires: string | null;
}

/** RFC 9749 §3: the key by which the push service knows the server. */
function applicationServerKey(): string | undefined {
  const capability = jmapSession.peek()?.capabilities["urn:ietf:params:jmap:webpush-vapid"];
  return capability?.applicationServerKey as string | undefined;
}

/** This browser among those of the account. */
function deviceClientId(): string {
  const known = localStorage.getItem(deviceKey) ?? crypto.randomUUID();
  localStorage.setItem(deviceKey, known);
  return known;
}

/** `denied`: the person said no; `unsupported`: the browser has no notifications. */
export type NotificationAnswer = "granted" | "denied" | "unsupported";

/** Asks for leave to show notifications, and has the server push to this browser. Only to be called when somebody switches them on. */
export async function enableNotifications(): Promise<NotificationAnswer> {
  if (!("Notification" in globalThis)) return "unsupported";
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  await changeSettings({ notifications: true });
  await subscribe();
  return "granted";
}

/** Ends notifications, here and on the server. */
export async function disableNotifications(): Promise<void> {
  await changeSettings({ notifications: false });
  await unsubscribe();
}

/** Ends pushes to this browser; others of the account still get theirs. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  const { list } = await call<GetResponse<PushSubscriptionObject>>("PushSubscription/get", { ids: null });
  const own = list.filter((each) => each.deviceClientId === deviceClientId()).map((each) => each.id);
  if (own.length > 0) await call<SetResponse>("PushSubscription/set", { destroy: own });
}

/** Subscribes this browser, or renews what will expire (RFC 8620 §7.2). Browsers without push are told of news while the page is open. */
export async function subscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const key = applicationServerKey();
  if (!registration?.pushManager || !key) return;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  const { list } = await call<GetResponse<PushSubscriptionObject>>("PushSubscription/get", { ids: null });
  const own = list.filter((each) => each.deviceClientId === deviceClientId());
  if (own.some((each) => each.expires === null || Date.parse(each.expires) > Date.now() + 48 * 3_600_000)) return;
  await call<SetResponse>("PushSubscription/set", {
    create: { new: { deviceClientId: deviceClientId(), url: endpoint, keys, types: ["EmailDelivery"] } },
    destroy: own.map((each) => each.id),
  });
}
