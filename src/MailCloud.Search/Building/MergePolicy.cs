using System.Collections.Immutable;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Building;

/// <summary>Which segments become one.</summary>
internal static class MergePolicy
{
    /// <summary>A segment that is made is not larger, about.</summary>
    public const int MaxOctets = 64 * 1024 * 1024;

    public const int MaxMessages = 64 * 1024;

    /// <summary>Nor are its terms longer, in octets: every search of the segment has all of them in memory.</summary>
    public const int MaxTermsLength = 16 * 1024 * 1024;

    /// <summary>How long the text of a message that is gone may stay in an index that is kept up to date.</summary>
    private static readonly TimeSpan MaxAfterlife = TimeSpan.FromDays(30);

    /// <summary>
    /// Where the segments begin that are merged, up to the newest; their count: none are. A segment is merged with all newer ones when these have at least as
    /// many messages, so that there are few and each message is written again a few times, however many there are.
    /// </summary>
    public static int MergeFrom(ImmutableArray<SegmentInfo> segments)
    {
        var first = segments.Length - 1;
        if (first < 1)
            return segments.Length;
        long messages = segments[first].Messages,
            octets = segments[first].Octets,
            terms = segments[first].TermsLength;
        for (; first > 0; first--)
        {
            var older = segments[first - 1];
            if (
                older.Messages > messages
                || older.Messages + messages > MaxMessages
                || older.Octets + octets > MaxOctets
                || older.TermsLength + terms > MaxTermsLength
            )
                break;
            messages += older.Messages;
            octets += older.Octets;
            terms += older.TermsLength;
        }
        return first == segments.Length - 1 ? segments.Length : first;
    }

    /// <summary>Whether a segment is to be made anew without the messages that are gone: there are many, or they have been gone for long.</summary>
    public static bool WantsRewriting(SegmentInfo segment, int gone, DateTimeOffset now) =>
        gone > 0 && (gone >= segment.Messages / 8 || now - segment.Written >= MaxAfterlife);
}
