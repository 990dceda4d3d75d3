import { call, MethodError } from "../jmap/client";
import type { Id, QueryResponse, SetError, SetResponse } from "../jmap/types";
import { mailboxWith } from "./mailboxes";
import { type Identity, type Message, recipients } from "./message/message";
import { toEmail } from "./message/wire";

/** What came of sending a message. */
export interface Submitted {
  emailId: Id;
  /** Null: it had been sent before, and can no longer be called back. */
  submissionId: Id | null;
}

/** How long a message waits: seconds, or until a time (RFC 4865). */
export type Hold = { seconds: number } | { until: string };

/** A message could not be sent; what stands in Drafts then is its copy. */
export class Refused extends Error {
  constructor(
    readonly reason: SetError,
    readonly draftId: Id | null,
  ) {
    super(reason.description ?? reason.type);
  }
}

/** Hands a message over to be sent, and moves it from Drafts to Sent, in one request. Throws {@link Refused}. */
export async function submit(message: Message, identity: Identity, hold: Hold): Promise<Submitted> {
  const [drafts, sent] = await Promise.all([mailboxWith("drafts"), mailboxWith("sent")]);
  const emails = call<SetResponse>("Email/set", { create: { draft: toEmail(message, identity, drafts) } });
  const submissions = call<SetResponse>("EmailSubmission/set", {
    create: { sending: { identityId: identity.id, emailId: "#draft", envelope: envelope(message, identity, hold) } },
    onSuccessUpdateEmail: { "#sending": { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, "keywords/$draft": null } },
  });
  const { created, notCreated } = await emails;
  const emailId = created?.draft?.id ?? null;
  if (emailId === null) throw new Refused(notCreated?.draft ?? { type: "serverFail" }, null);
  const submissionId = await submissions.then(
    (answer) => {
      const id = answer.created?.sending?.id;
      if (!id) throw new Refused(answer.notCreated?.sending ?? { type: "serverFail" }, emailId);
      return id;
    },
    (error) => {
      throw error instanceof MethodError ? new Refused({ type: error.type, description: error.message }, emailId) : error;
    },
  );
  return { emailId, submissionId };
}

/** Whether a message that was perhaps sent has been: it then stands in Sent. */
export async function findSent({ messageId }: Message): Promise<Id | null> {
  const inMailbox = await mailboxWith("sent");
  const { ids } = await call<QueryResponse>("Email/query", { filter: { inMailbox, header: ["Message-ID", messageId] }, limit: 1 });
  return ids[0] ?? null;
}

/** Calls a message back before it leaves, and puts it into Drafts again. False: it was too late. */
export async function callBack(submissionId: Id): Promise<boolean> {
  const [drafts, sent] = await Promise.all([mailboxWith("drafts"), mailboxWith("sent")]);
  const { updated, notUpdated } = await call<SetResponse>("EmailSubmission/set", {
    update: { [submissionId]: { undoStatus: "canceled" } },
    onSuccessUpdateEmail: { [submissionId]: { [`mailboxIds/${sent}`]: null, [`mailboxIds/${drafts}`]: true, "keywords/$draft": true } },
  });
  if (updated && submissionId in updated) return true;
  const reason = notUpdated?.[submissionId];
  if (reason && reason.type !== "cannotUnsend" && reason.type !== "notFound") throw new Error(reason.description ?? reason.type);
  return false;
}

/** What is left to do once a message is on its way: its draft goes, and what it answers is marked. */
export async function finish({ draftId, source }: Message, emailId: Id): Promise<void> {
  const keyword = source?.kind === "forward" ? "keywords/$forwarded" : "keywords/$answered";
  const destroy = draftId && draftId !== emailId ? [draftId] : [];
  const update = source ? { [source.emailId]: { [keyword]: true } } : {};
  if (destroy.length > 0 || source) await call<SetResponse>("Email/set", { destroy, update });
}

function envelope(message: Message, { email }: Identity, hold: Hold): object {
  const parameters = "until" in hold ? { HOLDUNTIL: hold.until } : hold.seconds > 0 ? { HOLDFOR: String(hold.seconds) } : null;
  return { mailFrom: { email, parameters }, rcptTo: recipients(message).map((each) => ({ email: each.email, parameters: null })) };
}
