import { useEffect, useState } from "preact/hooks";
import { json } from "../http";
import type { Id } from "../jmap/types";

type Outcome = "pass" | "fail" | "none" | string;

/** What the server found out about where a message comes from. */
export interface Authentication {
  spf: Outcome | null;
  dkim: Outcome | null;
  dmarc: Outcome | null;
  arc: Outcome | null;
  /** The domain that the message says it comes from. */
  from: string | null;
  verdict: "pass" | "fail" | "none";
}

export interface InvitationDetails {
  method: string | null;
  summary: string | null;
  /** Local times with their zone, or in UTC with a Z; dates alone when it takes whole days. */
  start: string;
  end: string | null;
  timeZone: string | null;
  allDay: boolean;
  location: string | null;
  organizer: string | { name?: string | null; email?: string | null } | null;
  attendees: (string | { name?: string | null; email?: string | null; status?: string | null })[];
  recurrence: string | null;
}

/** What belongs to a message and is not in its JMAP object. */
export interface Details {
  authentication: Authentication;
  unsubscribe: { oneClick: boolean; http?: string | null; mailto?: string | null } | null;
  invitation: InvitationDetails | null;
}

const known = new Map<Id, Details>();

/** Fetches the details of an open message; null until they have come, and where they cannot. */
export function useDetails(id: Id): Details | null {
  const [details, setDetails] = useState(known.get(id) ?? null);
  useEffect(() => {
    let shown = true;
    if (known.has(id)) setDetails(known.get(id)!);
    else
      json<Details>("GET", `/webmail/view/${encodeURIComponent(id)}/details`).then(
        (found) => {
          known.set(id, found);
          if (shown) setDetails(found);
        },
        // Offline, or a message that cannot be read: it is shown without badges.
        () => undefined,
      );
    return () => void (shown = false);
  }, [id]);
  return details;
}
