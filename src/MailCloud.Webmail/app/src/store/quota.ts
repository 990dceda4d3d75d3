import { signal } from "@preact/signals";
import { call } from "../jmap/client";
import type { GetResponse } from "../jmap/types";

/** Octets. */
export interface Quota {
  used: number;
  limit: number;
}

/** How much room the account has; null while that is unknown or if it has no limit. */
export const quota = signal<Quota | null>(null);

/** RFC 9425 §4. */
interface QuotaObject {
  resourceType: "count" | "octets";
  used: number;
  hardLimit: number;
}

/** Fetches it. When that fails, what was known last stays. */
export async function fetchQuota(): Promise<void> {
  try {
    const { list } = await call<GetResponse<QuotaObject>>("Quota/get", { ids: null });
    const octets = list.find((each) => each.resourceType === "octets");
    quota.value = octets ? { used: octets.used, limit: octets.hardLimit } : null;
  } catch {
    // Nobody asked for it: it is fetched again with the next change.
  }
}
