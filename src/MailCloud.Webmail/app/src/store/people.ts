import type { EmailAddress } from "../jmap/types";
import { knownEmails } from "./emails";

/** Persons that messages in memory came from or went to, without doubles. */
export function* knownPeople(): Generator<EmailAddress> {
  const seen = new Set<string>();
  for (const { from, to } of knownEmails())
    for (const each of [...(from ?? []), ...(to ?? [])]) {
      const key = each.email.toLowerCase();
      if (seen.has(key)) continue;
      seen.add(key);
      yield each;
    }
}
