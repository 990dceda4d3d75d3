using MailCloud.Dns;
using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;
using MailCloud.Spam.Features;
using MailCloud.Spam.Filter;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Scores what a message from outside says, tells the recipient why in a field of its own, and has spam delivered to Junk. It refuses nothing: a filter that
/// learns errs now and then, and its owner must be able to find what it took.
/// </summary>
internal sealed class SpamCheck(ISpamFilter filter) : IContentCheck
{
    public IContentInspection? Begin(Client client, ReversePath reversePath) =>
        client.MayRelay || client.Standing is Standing.Welcome ? null : new Inspection(filter);

    private static SenderFacts Facts(SenderVerdict? sender) =>
        sender is null
            ? SenderFacts.None
            : new SenderFacts
            {
                Spf = Text(sender.Spf?.Status),
                // One signature that holds is enough.
                Dkim = sender.Dkim.IsEmpty ? "none" : Text(sender.Dkim.Min(result => result.Status)),
                Dmarc = Text(sender.Dmarc.Status),
                HasConfirmedName = sender.Names?.Status switch
                {
                    ReverseStatus.Pass => true,
                    ReverseStatus.Fail or ReverseStatus.PermError => false,
                    _ => null,
                },
            };

    private static string Text(Enum? value) => value?.ToString().ToLowerInvariant() ?? "none";

    /// <summary>Holds the beginning of the message, as much as the filter looks at.</summary>
    private sealed class Inspection(ISpamFilter filter) : IContentInspection
    {
        private readonly PooledOctets prefix = new();

        public void Header(ReadOnlyMemory<byte> header) => Add(header.Span);

        public void Body(ReadOnlySpan<byte> octets) => Add(octets);

        public ValueTask<Verdict> CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            var verdict = filter.Score(prefix.Memory, Facts(message.Verdict.Sender));
            // A forged sender's mail is for Junk whatever it says: the recipients' own filters have no say.
            float? score = message.Verdict.Disposition is Disposition.Junk ? null : verdict.Score;
            return new(new Verdict(null, verdict.ToField(), verdict.IsSpam ? Disposition.Junk : Disposition.Inbox, SpamScore: score));
        }

        public void Dispose() => prefix.Dispose();

        private void Add(ReadOnlySpan<byte> octets) =>
            prefix.Add(octets[..Math.Min(octets.Length, MessageFeatures.MaxOctets - prefix.Length)]);
    }
}
