using System.Collections.Immutable;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;

namespace MailCloud.Storage.Accounts;

/// <summary>
/// Cuts an event that may be too large for one row into several that together do the same: appended messages by their octets, sets of UIDs by
/// their ranges. Numbers stay what they were, except that the parts of a change of flags have a number each.
/// </summary>
internal static class EventLimits
{
    /// <summary>Octets of the messages of one event; a single message may have more, up to a row's.</summary>
    public const int MessageOctets = 512 * 1024;

    /// <summary>Ranges of one event. A range takes two octets in most sets and ten at worst.</summary>
    public const int Ranges = 50_000;

    public static IEnumerable<MailEvent> Split(MailEvent whole) =>
        whole switch
        {
            MessagesAppended e => Split(e),
            MessagesCopied e => Split(e.Uids).Select(uids => e with { Uids = uids }),
            MessagesMoved e => Split(e.Uids).Select(uids => e with { Uids = uids }),
            FlagsChanged e => Split(e.Uids).Select(uids => e with { Uids = uids }),
            MessagesExpunged e => Split(e.Uids).Select(uids => e with { Uids = uids }),
            _ => [whole],
        };

    private static IEnumerable<MailEvent> Split(MessagesAppended whole)
    {
        var part = ImmutableArray.CreateBuilder<NewMessage>();
        var octets = 0;
        foreach (var message in whole.Messages)
        {
            var encoded = EncodedSummary.From(message.Summary);
            var size = encoded.Bytes.Length + 64 + message.Keywords.Sum(keyword => 2 + 3 * keyword.Length);
            if (part.Count > 0 && octets + size > MessageOctets)
            {
                yield return whole with
                {
                    Messages = part.DrainToImmutable(),
                };
                octets = 0;
            }
            part.Add(message with { Summary = encoded });
            octets += size;
        }
        yield return whole with
        {
            Messages = part.DrainToImmutable(),
        };
    }

    private static IEnumerable<UidSet> Split(UidSet whole) =>
        whole.Ranges.Length <= Ranges ? [whole] : whole.Ranges.Chunk(Ranges).Select(ranges => UidSet.Of(ranges));
}
