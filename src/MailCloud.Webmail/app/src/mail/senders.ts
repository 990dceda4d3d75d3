import { call } from "../jmap/client";
import type { QueryResponse } from "../jmap/types";

const known = new Map<string, Promise<boolean>>();

/** Whether an address is in the address book. */
export function isKnownSender(email: string): Promise<boolean> {
  let found = known.get(email);
  if (!found) known.set(email, (found = ask(email)));
  return found;
}

async function ask(email: string): Promise<boolean> {
  try {
    const { ids } = await call<QueryResponse>("ContactCard/query", { filter: { email }, limit: 1 });
    return ids.length > 0;
  } catch {
    // Without an answer the images stay away.
    known.delete(email);
    return false;
  }
}
