import { useEffect, useState } from "preact/hooks";
import { json } from "../http";
import type { Id } from "../jmap/types";

/** What the server found out about where a message comes from. */
export interface Authentication {
  spf: string | null;
  dkim: string | null;
  dmarc: string | null;
  arc: string | null;
  /** The domain that the message says it comes from. */
  from: string | null;
  verdict: "pass" | "fail" | "none";
}

export interface Participant {
  name: string | null;
  address: string | null;
  status: string | null;
}

/** How an event comes again (RFC 5545 §3.3.10); weekdays as `mo`, `-1fr`. */
export interface Recurrence {
  frequency: string;
  interval: number;
  days: string[];
  count: number | null;
  until: string | null;
}

/** What a calendar in a message asks for (RFC 5546). Times have their offset, where the zone is known; whole days are dates alone. */
export interface InvitationDetails {
  method: string;
  summary: string | null;
  start: string | null;
  end: string | null;
  timeZone: string | null;
  allDay: boolean;
  location: string | null;
  organizer: Participant | null;
  attendees: Participant[];
  recurrence: Recurrence | null;
}

/** What belongs to a message and is not in its JMAP object. */
export interface Details {
  authentication: Authentication;
  unsubscribe: { oneClick: boolean; http: string | null; mailto: string | null } | null;
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
