using System.Globalization;
using System.Text;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Calendar = Ical.Net.Calendar;

namespace MailCloud.Webmail.Invitations;

/// <summary>Reads the first event of a calendar (RFC 5545). A calendar that cannot be read has none.</summary>
internal static class InvitationReader
{
    /// <summary>Characters of a calendar that is read at all.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxText = 1000;
    private const int MaxAttendees = 100;
    private const int MaxDays = 14;

    /// <param name="method">As the part's media type says it (RFC 6047 §2.4); null: it does not.</param>
    public static Invitation? Read(string calendar, string? method)
    {
        if (calendar.Length > MaxLength)
            return null;
        try
        {
            return Calendar.Load(calendar) is { } read && read.Events.FirstOrDefault() is { } e ? Of(read, e, method) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library throws nearly anything at what strangers can write, and each of these says the same: nobody can tell what is meant.
            return null;
        }
    }

    private static Invitation Of(Calendar calendar, CalendarEvent e, string? method) =>
        new(
            Text(calendar.Method ?? method)?.ToLowerInvariant() ?? "publish",
            Text(e.Summary),
            TimeOf(e.DtStart),
            TimeOf(e.DtEnd ?? EndOf(e)),
            e.DtStart is { IsUtc: false, TzId: { } zone } ? Text(zone) : null,
            e.DtStart is { HasTime: false },
            Text(e.Location),
            e.Organizer is { } organizer ? new Participant(Text(organizer.CommonName), AddressOf(organizer.Value), null) : null,
            [.. Enumerated(e.Attendees).Take(MaxAttendees).Select(Of)],
            e.RecurrenceRule is { } rule ? Of(rule) : null
        );

    /// <summary>One after the other: by number the library's list counts those whose address it could not read, and has none of them.</summary>
    private static IEnumerable<Attendee> Enumerated(IEnumerable<Attendee> attendees)
    {
        foreach (var attendee in attendees)
            yield return attendee;
    }

    private static Participant Of(Attendee attendee) =>
        new(Text(attendee.CommonName), AddressOf(attendee.Value), Text(attendee.ParticipationStatus)?.ToLowerInvariant());

    private static Recurrence Of(RecurrenceRule rule) =>
        new(
            rule.Frequency.ToString().ToLowerInvariant(),
            Math.Max(rule.Interval, 1),
            [
                .. rule
                    .ByDay.Take(MaxDays)
                    .Select(day =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(day.Offset is { } offset and not 0 ? offset : null)}{day.DayOfWeek.ToString()[..2].ToLowerInvariant()}"
                        )
                    ),
            ],
            rule.Count,
            TimeOf(rule.Until)
        );

    private static CalDateTime? EndOf(CalendarEvent e) => e.DtStart is { } start && e.Duration is { } duration ? start.Add(duration) : null;

    private static string? TimeOf(CalDateTime? time)
    {
        if (time is null)
            return null;
        if (!time.HasTime)
            return time.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var local = time.Value.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return time.IsUtc ? local + "Z"
            : OffsetOf(time) is { } offset ? local + offset
            : local;
    }

    /// <summary>Null: the time is said to be local wherever one is, or in a zone that nobody knows.</summary>
    private static string? OffsetOf(CalDateTime time)
    {
        if (time.IsFloating)
            return null;
        try
        {
            var offset = time.Value - time.AsUtc;
            return string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? AddressOf(Uri? address)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "mailto" })
            return null;
        return Text(Uri.UnescapeDataString(address.OriginalString["mailto:".Length..].Split('?')[0]));
    }

    private static string? Text(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var plain = new StringBuilder(Math.Min(text.Length, MaxText));
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= MaxText)
                break;
            plain.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return plain.ToString().Trim();
    }
}
