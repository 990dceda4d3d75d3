import { signal } from "@preact/signals";
import { call } from "../jmap/client";
import type { EmailAddress, GetResponse, Id, QueryResponse } from "../jmap/types";

/** A message that waits for its time. */
export interface Scheduled {
  submissionId: Id;
  emailId: Id;
  sendAt: string;
  subject: string | null;
  to: EmailAddress[];
}

/** The messages that wait, the next first; null before they are known. */
export const scheduled = signal<readonly Scheduled[] | null>(null);

/** Fetches them (RFC 8621 §7: what can still be called back is `pending`). */
export async function loadScheduled(): Promise<void> {
  const found = call<QueryResponse>("EmailSubmission/query", { filter: { undoStatus: "pending" } });
  const submissions = call<GetResponse<{ id: Id; emailId: Id; sendAt: string }>>("EmailSubmission/get", {
    "#ids": found.ref("/ids"),
    properties: ["id", "emailId", "sendAt"],
  });
  const emails = call<GetResponse<{ id: Id; subject: string | null } & Record<"to" | "cc" | "bcc", EmailAddress[] | null>>>("Email/get", {
    "#ids": submissions.ref("/list/*/emailId"),
    properties: ["id", "subject", "to", "cc", "bcc"],
  });
  const [waiting, messages] = await Promise.all([submissions, emails]);
  scheduled.value = waiting.list
    .map(({ id, emailId, sendAt }) => {
      const email = messages.list.find((each) => each.id === emailId);
      return { submissionId: id, emailId, sendAt, subject: email?.subject ?? null, to: [...(email?.to ?? []), ...(email?.cc ?? []), ...(email?.bcc ?? [])] };
    })
    .sort((one, other) => one.sendAt.localeCompare(other.sendAt));
}
