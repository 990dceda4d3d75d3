using MailCloud.Webmail.Invitations;
using MailCloud.Webmail.Tests.Rendering;

namespace MailCloud.Webmail.Tests.Invitations;

/// <summary>What is read of calendars, and that none of them can do harm.</summary>
public class InvitationReaderTests
{
    [Fact]
    public void An_invitation_is_read_in_parts()
    {
        var invitation = Read(
            """
            METHOD:REQUEST
            BEGIN:VTIMEZONE
            TZID:Europe/Berlin
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:1
            SUMMARY:Lunch\, again
            LOCATION:Kantine <b>
            DTSTART;TZID=Europe/Berlin:20260105T120000
            DTEND;TZID=Europe/Berlin:20260105T130000
            ORGANIZER;CN=Bob:MAILTO:bob@example.org
            ATTENDEE;CN="Ann, B.";PARTSTAT=ACCEPTED:mailto:ann%2Bx@example.org
            ATTENDEE:urn:uuid:1
            RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,-1FR;COUNT=5
            END:VEVENT
            """
        );
        Assert.NotNull(invitation);
        Assert.Equal(("request", "Lunch, again", "Kantine <b>"), (invitation.Method, invitation.Summary, invitation.Location));
        Assert.Equal(("2026-01-05T12:00:00+01:00", "2026-01-05T13:00:00+01:00"), (invitation.Start, invitation.End));
        Assert.Equal(("Europe/Berlin", false), (invitation.TimeZone, invitation.AllDay));
        Assert.Equal(new Participant("Bob", "bob@example.org", null), invitation.Organizer);
        Assert.Equal([new Participant("Ann, B.", "ann+x@example.org", "accepted")], invitation.Attendees);
        Assert.Equal(
            ("monthly", 2, 5, null),
            (invitation.Recurrence!.Frequency, invitation.Recurrence.Interval, invitation.Recurrence.Count, invitation.Recurrence.Until)
        );
        Assert.Equal(["mo", "-1fr"], invitation.Recurrence.Days);
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20260105", "2026-01-05", null, true)]
    [InlineData("DTSTART:20260105T120000Z\nDURATION:PT90M", "2026-01-05T12:00:00Z", "2026-01-05T13:30:00Z", false)]
    [InlineData("DTSTART:20260105T120000", "2026-01-05T12:00:00", null, false)]
    [InlineData("DTSTART;TZID=No/Where:20260105T120000", "2026-01-05T12:00:00", null, false)]
    [InlineData("SUMMARY:x", null, null, false)]
    public void Times_are_as_exact_as_the_sender_says(string lines, string? start, string? end, bool allDay)
    {
        var invitation = Read($"BEGIN:VEVENT\n{lines}\nEND:VEVENT");
        Assert.Equal((start, end, allDay), (invitation?.Start, invitation?.End, invitation?.AllDay is true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:FREQ=NEVER\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99999999T999999Z\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("\0\0\0")]
    [InlineData("<html><script>alert(1)</script>")]
    public void What_is_no_calendar_has_no_invitation(string calendar) => Assert.Null(InvitationReader.Read(calendar, method: null)?.Start);

    [Fact]
    public void Calendars_that_are_made_to_be_slow_or_huge_end()
    {
        foreach (
            var calendar in new[]
            {
                string.Concat(Enumerable.Repeat("BEGIN:X\r\n", 25_000)),
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
                    + string.Concat(Enumerable.Repeat("ATTENDEE:mailto:a@x\r\n", 10_000))
                    + "END:VEVENT\r\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + new string('x', 200_000) + "\r\nEND:VEVENT\r\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T000000Z\r\nRRULE:FREQ=SECONDLY;BYDAY="
                    + string.Join(',', Enumerable.Repeat("MO", 50_000))
                    + "\r\nEND:VEVENT\r\nEND:VCALENDAR",
                new string('x', InvitationReader.MaxLength + 1),
            }
        )
        {
            var invitation = InvitationReader.Read(calendar, method: null);
            Assert.True(
                invitation is null
                    || (
                        invitation.Attendees.Length <= 100
                        && (invitation.Summary?.Length ?? 0) <= 1001
                        && (invitation.Recurrence?.Days.Length ?? 0) <= 14
                    )
            );
        }
    }

    [Fact]
    public void Every_vector_is_plain_text_in_every_place_CVE_2022_24682_CVE_2025_27915()
    {
        foreach (var vector in Vectors.All)
        {
            var text = string.Concat(vector.Html.Where(c => !char.IsControl(c))).Replace("\\", "", StringComparison.Ordinal);
            var escaped = text.Replace(",", "\\,", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal);
            var invitation = Read(
                $"BEGIN:VEVENT\nSUMMARY:{escaped}\nLOCATION:{escaped}\nDESCRIPTION:{escaped}\nORGANIZER;CN=\"{text.Replace("\"", "", StringComparison.Ordinal)}\":mailto:x@x\nEND:VEVENT"
            );
            if (invitation?.Summary is { } summary)
                Assert.StartsWith(summary.Trim(), text.Trim(), StringComparison.Ordinal);
        }
    }

    private static Invitation? Read(string lines) =>
        InvitationReader.Read($"BEGIN:VCALENDAR\nVERSION:2.0\n{lines}\nEND:VCALENDAR\n".ReplaceLineEndings("\r\n"), method: null);
}
