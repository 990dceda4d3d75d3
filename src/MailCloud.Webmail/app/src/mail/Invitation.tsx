import { language, t } from "../i18n";
import type { Email } from "../jmap/types";
import { downloadUrl } from "../jmap/client";
import { Icon } from "../ui/Icon";
import { dateRange } from "./dates";
import type { InvitationDetails, Participant } from "./details";
import { recurrenceText } from "./recurrence";
import { instantOf } from "./zones";

/** What somebody invites to, at the reader's own time. */
export function Invitation({ invitation, email }: { invitation: InvitationDetails; email: Email }) {
  const { summary, start, end, timeZone, allDay, location, organizer, attendees, recurrence, method } = invitation;
  const from = start ? instantOf(start, timeZone) : null;
  const to = end ? instantOf(end, timeZone) : from;
  const file = email.attachments.find((each) => each.type === "text/calendar" && each.blobId);
  const canceled = method === "cancel";
  const repeats = recurrence && recurrenceText(recurrence, language.value);
  return (
    <section class={`invitation${canceled ? " invitation-canceled" : ""}`} aria-label={t("invitation.label")}>
      {from && (
        <div class="invitation-day" aria-hidden="true">
          <span>{new Intl.DateTimeFormat(language.value, { month: "short", ...(allDay && { timeZone: "UTC" }) }).format(from)}</span>
          <strong>{new Intl.DateTimeFormat(language.value, { day: "numeric", ...(allDay && { timeZone: "UTC" }) }).format(from)}</strong>
        </div>
      )}
      <div class="invitation-text">
        <h2 dir="auto">{summary || t("invitation.label")}</h2>
        {canceled && <p class="invitation-note">{t("invitation.canceled")}</p>}
        {from && <p>{dateRange(from, to ?? from, allDay, language.value)}</p>}
        {repeats && <p>{repeats}</p>}
        {location && (
          <p dir="auto">
            <Icon name="globe" /> {location}
          </p>
        )}
        {organizer && <p dir="auto">{t("invitation.organizer", { name: personName(organizer) })}</p>}
        {attendees.length > 0 && (
          <p dir="auto">
            {t("invitation.attendees", { count: attendees.length })} {attendees.slice(0, 6).map(personName).join(", ")}
          </p>
        )}
        {file && (
          <a class="button" href={downloadUrl(file.blobId!, file.name ?? "invite.ics", "text/calendar")} download={file.name ?? "invite.ics"}>
            <Icon name="calendar" />
            <span>{t("invitation.save")}</span>
          </a>
        )}
      </div>
    </section>
  );
}

function personName({ name, address }: Participant): string {
  return name || address || "";
}
