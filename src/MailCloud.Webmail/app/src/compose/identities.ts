import { signal } from "@preact/signals";
import { Offline } from "../http";
import { call } from "../jmap/client";
import type { GetResponse } from "../jmap/types";
import { accountId } from "../store/session";
import { recall, remember } from "./kept";
import type { Identity } from "./message/message";

/** Who the person may write as; the first is chosen where nothing says otherwise. */
export const identities = signal<readonly Identity[]>([]);

/** Fetches them; without the server those last known are used. */
export async function loadIdentities(): Promise<void> {
  const account = accountId();
  try {
    const { list } = await call<GetResponse<Identity>>("Identity/get", { ids: null });
    identities.value = list;
    await remember(account, "identities", list);
  } catch (error) {
    const known = error instanceof Offline ? await recall<Identity[]>(account, "identities") : undefined;
    if (!known) throw error;
    identities.value = known;
  }
}

export function identityOf(id: string | null): Identity | null {
  return identities.value.find((each) => each.id === id) ?? identities.value[0] ?? null;
}
