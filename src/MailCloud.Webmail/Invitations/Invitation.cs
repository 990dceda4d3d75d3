using System.Collections.Immutable;

namespace MailCloud.Webmail.Invitations;

/// <summary>What a message's calendar asks of the reader (RFC 5546), in parts that the page puts into its own language. All texts are the sender's, and plain.</summary>
/// <param name="Method">In lower case: <c>request</c>, <c>cancel</c>, <c>reply</c>, …</param>
/// <param name="Start">A date, or a date and time with its offset from UTC; without offset where the time zone is not known.</param>
/// <param name="End">As <paramref name="Start"/>; null: it is not said.</param>
/// <param name="TimeZone">Null: UTC, or none.</param>
internal sealed record Invitation(
    string Method,
    string? Summary,
    string? Start,
    string? End,
    string? TimeZone,
    bool AllDay,
    string? Location,
    Participant? Organizer,
    ImmutableArray<Participant> Attendees,
    Recurrence? Recurrence
);

/// <param name="Address">A mail address; null: another kind of address was given.</param>
/// <param name="Status">In lower case (RFC 5545 §3.2.12): <c>accepted</c>, <c>declined</c>, <c>needs-action</c>, …; null: not said.</param>
internal sealed record Participant(string? Name, string? Address, string? Status);

/// <summary>How an event comes again (RFC 5545 §3.3.10), as far as it can be said in a sentence.</summary>
/// <param name="Frequency">In lower case: <c>daily</c>, <c>weekly</c>, <c>monthly</c>, <c>yearly</c>, …</param>
/// <param name="Days">Weekdays of two letters in lower case, a number in front where it is said which of a month: <c>mo</c>, <c>-1fr</c>.</param>
/// <param name="Until">As an event's start; null: it does not end, or after <paramref name="Count"/> times.</param>
internal sealed record Recurrence(string Frequency, int Interval, ImmutableArray<string> Days, int? Count, string? Until);
