import { t } from "../i18n";
import { call } from "../jmap/client";
import type { EmailSummary, GetResponse, QueryResponse } from "../jmap/types";
import { mailboxWith } from "../store/mailboxes";
import { settings } from "../store/settings";
import { shortName } from "./rows";

/** What came before the page was opened, or was told already, is not news. */
let toldUntil = new Date().toISOString();

/** Tells of messages that have come into the inbox, when the page is not looked at and that is wished for. */
export function announce(): void {
  const inbox = mailboxWith("inbox");
  if (!inbox || !settings.peek().notifications || document.visibilityState === "visible") return;
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  void tell(inbox.id).catch(() => undefined);
}

async function tell(inMailbox: string): Promise<void> {
  const after = toldUntil;
  toldUntil = new Date().toISOString();
  const query = call<QueryResponse>("Email/query", {
    filter: { operator: "AND", conditions: [{ inMailbox }, { notKeyword: "$seen" }, { after: after.replace(/\.\d+Z$/, "Z") }] },
    sort: [{ property: "receivedAt", isAscending: false }],
    limit: 4,
  });
  const { list } = await call<GetResponse<EmailSummary>>("Email/get", { "#ids": query.ref("/ids"), properties: ["id", "from", "subject", "threadId"] });
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const { id, from, subject, threadId } of list) {
    const title = from?.[0] ? shortName(from[0]) : t("app.mail");
    const options = { body: subject || t("message.noSubject"), tag: id, icon: "/webmail/icons/icon-192.png", data: { threadId, mailboxId: inMailbox } };
    if (worker) await worker.showNotification(title, options);
    else new Notification(title, options);
  }
}
