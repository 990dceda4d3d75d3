using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Outgoing;

/// <summary>Names a message that goes out: its place in its pack.</summary>
public readonly record struct OutgoingId(PackId Pack, long Offset)
{
    public static OutgoingId Of(MessageReference content) => new(content.Pack, content.Offset);

    public static bool TryParse([NotNullWhen(true)] string? text, out OutgoingId id)
    {
        id = default;
        if (
            text?.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)
            || !Guid.TryParseExact(text[..dash], "N", out var pack)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        )
            return false;
        id = new OutgoingId(new PackId(pack), offset);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pack}-{Offset:D}");
}

/// <summary>Names a group of a message's recipients: where they are and, when they are too many for one transaction, which part of them.</summary>
/// <param name="Destination">Where mail for them goes when it was queued: a domain, or a smart host.</param>
/// <param name="Part">From 1.</param>
public readonly record struct GroupKey(OutgoingId Message, string Destination, int Part)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Message} to {Destination} ({Part})");
}

/// <summary>
/// The body of a message of the queue <c>send</c>: it is a group's turn. A group accepts only the ticket with its current number, so that a hand-off that
/// happens twice, or late, does nothing.
/// </summary>
public readonly record struct OutgoingTicket(GroupKey Group, int Number);
