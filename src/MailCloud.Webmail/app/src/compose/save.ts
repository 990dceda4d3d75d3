import { call } from "../jmap/client";
import type { Id, SetResponse } from "../jmap/types";
import { identityOf } from "./identities";
import { mailboxWith } from "./mailboxes";
import type { Message } from "./message/message";
import { toEmail } from "./message/wire";

/**
 * Writes a message into Drafts; gives the id of the copy. Messages do not change in a mail store, so that each save makes a new one; the one before goes only
 * once the new one is there.
 */
export async function saveDraft(message: Message): Promise<Id> {
  const drafts = await mailboxWith("drafts");
  const { created, notCreated } = await call<SetResponse>("Email/set", { create: { draft: toEmail(message, identityOf(message.identityId), drafts) } });
  const id = created?.draft?.id;
  if (!id) throw new Error(notCreated?.draft?.description ?? notCreated?.draft?.type ?? "serverFail");
  if (message.draftId) await destroyDraft(message.draftId);
  return id;
}

/** Removes a copy from Drafts. One that is gone already is as it should be. */
export async function destroyDraft(id: Id): Promise<void> {
  await call<SetResponse>("Email/set", { destroy: [id] });
}
