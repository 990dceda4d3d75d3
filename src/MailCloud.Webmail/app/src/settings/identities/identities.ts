import { loadIdentities } from "../../compose/identities";
import type { Identity } from "../../compose/message/message";
import { call } from "../../jmap/client";
import type { Id, SetResponse } from "../../jmap/types";
import { throwRefused } from "../parts/errors";

export async function addIdentity(identity: Omit<Identity, "id" | "mayDelete">): Promise<void> {
  throwRefused((await call<SetResponse>("Identity/set", { create: { identity } })).notCreated);
  await loadIdentities();
}

export async function changeIdentity(id: Id, changes: Partial<Omit<Identity, "id" | "email" | "mayDelete">>): Promise<void> {
  throwRefused((await call<SetResponse>("Identity/set", { update: { [id]: changes } })).notUpdated);
  await loadIdentities();
}

export async function removeIdentity(id: Id): Promise<void> {
  throwRefused((await call<SetResponse>("Identity/set", { destroy: [id] })).notDestroyed);
  await loadIdentities();
}
