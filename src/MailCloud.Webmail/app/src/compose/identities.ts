import { signal } from "@preact/signals";
import { Offline } from "../http";
import { call } from "../jmap/client";
import type { GetResponse } from "../jmap/types";
import { accountId } from "../store/session";
import { settings } from "../store/settings";
import { recall, remember } from "./kept";
import type { Identity } from "./message/message";

/** Who the person may write as. */
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

/** The identity of an id; the one that the settings say, or else the first, where it is none. */
export function identityOf(id: string | null): Identity | null {
  const find = (wanted: string | null): Identity | undefined => identities.value.find((each) => each.id === wanted);
  return find(id) ?? find(settings.value.defaultIdentity) ?? identities.value[0] ?? null;
}
