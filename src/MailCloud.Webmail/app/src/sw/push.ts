// What the service worker asks of the server when it is woken.

interface Session {
  apiUrl: string;
  primaryAccounts: Record<string, string>;
}

interface Found {
  list: { id: string; threadId: string; mailboxIds: Record<string, boolean>; subject: string | null; from: { name: string | null; email: string }[] | null }[];
}

const headers = { "X-MailCloud": "1", "Content-Type": "application/json" };

async function call(methodCalls: unknown[]): Promise<[string, unknown, string][]> {
  const session = (await (await fetch("/jmap/session", { headers })).json()) as Session;
  const accountId = session.primaryAccounts["urn:ietf:params:jmap:mail"];
  const calls = (methodCalls as [string, object, string][]).map(([name, args, id]) => [name, name.startsWith("Push") ? args : { accountId, ...args }, id]);
  const response = await fetch(new URL(session.apiUrl).pathname, {
    method: "POST",
    headers,
    body: JSON.stringify({ using: ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"], methodCalls: calls }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return ((await response.json()) as { methodResponses: [string, unknown, string][] }).methodResponses;
}

/** Proves to the server that its pushes arrive (RFC 8620 §7.2.2). */
export async function confirmPush(push: object): Promise<void> {
  const { pushSubscriptionId, verificationCode } = push as { pushSubscriptionId: string; verificationCode: string };
  await call([["PushSubscription/set", { update: { [pushSubscriptionId]: { verificationCode } } }, "0"]]);
}

/** Shows the newest unread messages of the inbox. Browsers insist that a push shows something. */
export async function tellOf(registration: ServiceWorkerRegistration): Promise<void> {
  const icon = "/webmail/icons/icon-192.png";
  try {
    const [[, boxes]] = (await call([["Mailbox/query", { filter: { role: "inbox" } }, "0"]])) as [[string, { ids: string[] }, string]];
    const inMailbox = boxes.ids[0]!;
    const filter = { operator: "AND", conditions: [{ inMailbox }, { notKeyword: "$seen" }] };
    const answers = await call([
      ["Email/query", { filter, sort: [{ property: "receivedAt", isAscending: false }], limit: 3 }, "0"],
      ["Email/get", { "#ids": { resultOf: "0", name: "Email/query", path: "/ids" }, properties: ["id", "threadId", "mailboxIds", "subject", "from"] }, "1"],
    ]);
    for (const { id, threadId, subject, from } of (answers[1]![1] as Found).list.reverse())
      await registration.showNotification(from?.[0]?.name || from?.[0]?.email || "Mail", {
        body: subject ?? "",
        tag: id,
        icon,
        data: { mailboxId: inMailbox, threadId },
      });
  } catch {
    // The session has ended, or the server does not answer: that there is mail is all that can be said.
    await registration.showNotification("Mail", { icon, tag: "mail" });
  }
}
