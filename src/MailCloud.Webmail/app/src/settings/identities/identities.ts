import { signal } from "@preact/signals";
import { call } from "../../jmap/client";
import type { EmailAddress, GetResponse, Id, SetResponse } from "../../jmap/types";
import { throwRefused } from "../parts/errors";

/** Whom somebody sends mail as (RFC 8621 §6). */
export interface Identity {
  id: Id;
  name: string;
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
  mayDelete: boolean;
}

/** The account's identities; null until they are known. */
export const identities = signal<Identity[] | null>(null);

export async function loadIdentities(): Promise<void> {
  identities.value = (await call<GetResponse<Identity>>("Identity/get", { ids: null })).list;
}

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
