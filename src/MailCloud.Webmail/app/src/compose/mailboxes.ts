import { call } from "../jmap/client";
import type { GetResponse, Id, Mailbox, Role, SetResponse } from "../jmap/types";
import { mailboxWith as shownWith } from "../store/mailboxes";

const names: Partial<Record<Role, string>> = { drafts: "Drafts", sent: "Sent" };

/** The mailbox that has a role; it is made where an account has none. */
export async function mailboxWith(role: "drafts" | "sent"): Promise<Id> {
  return shownWith(role)?.id ?? (await find(role)) ?? (await create(role));
}

async function find(role: Role): Promise<Id | undefined> {
  const { list } = await call<GetResponse<Pick<Mailbox, "id" | "role">>>("Mailbox/get", { ids: null, properties: ["id", "role"] });
  return list.find((each) => each.role === role)?.id;
}

async function create(role: Role): Promise<Id> {
  const { created, notCreated } = await call<SetResponse>("Mailbox/set", { create: { mailbox: { name: names[role], role } } });
  const id = created?.mailbox?.id;
  if (!id) throw new Error(notCreated?.mailbox?.description ?? notCreated?.mailbox?.type ?? role);
  return id;
}
