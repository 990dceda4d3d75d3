using System.Collections.Immutable;
using MailCloud.Mail.Delivery;

namespace MailCloud.Outbound.Client;

/// <summary>The recipients of an attempt that have no outcome yet, each with what the servers that were tried said of it.</summary>
internal sealed class PendingRecipients(IEnumerable<EnvelopeRecipient> all)
{
    private readonly List<EnvelopeRecipient> open = [.. all];
    private readonly Dictionary<EnvelopeRecipient, DeliveryAttempt> lastAttempts = [];

    public bool IsEmpty => open.Count == 0;

    /// <summary>A copy of who is left.</summary>
    public ImmutableArray<EnvelopeRecipient> All => [.. open];

    /// <summary>No server was reached, or none that would talk.</summary>
    public void Fail(DeliveryAttempt attempt) => Fail(open, attempt);

    /// <summary>Some did not get their turn.</summary>
    public void Fail(IEnumerable<EnvelopeRecipient> recipients, DeliveryAttempt attempt)
    {
        foreach (var recipient in recipients)
            Note(recipient, attempt);
    }

    /// <summary>
    /// Takes what one server led to. True: it is the last word. False: another server may say otherwise. A refusal for good is final if a server said it, and
    /// not if this server cannot do what the message needs; final is also a message that may have arrived, since another server would deliver it again.
    /// </summary>
    public bool Settle(RecipientOutcome outcome)
    {
        var (recipient, attempt) = outcome;
        var isFinal = attempt.Result switch
        {
            DeliveryResult.Delivered => true,
            DeliveryResult.PermanentFailure => attempt.ReplyCode is not null,
            _ => attempt.MayHaveArrived,
        };
        if (!isFinal)
        {
            Note(recipient, attempt);
            return false;
        }
        open.Remove(recipient);
        return true;
    }

    /// <summary>The outcomes of those who are left when there is no other server to try.</summary>
    public IEnumerable<RecipientOutcome> GiveUp() => open.Select(recipient => new RecipientOutcome(recipient, lastAttempts[recipient]));

    // What one server cannot do for good, another one may be able to do later: a temporary failure outweighs.
    private void Note(EnvelopeRecipient recipient, DeliveryAttempt attempt)
    {
        if (
            attempt.Result is DeliveryResult.TemporaryFailure
            || !lastAttempts.TryGetValue(recipient, out var last)
            || last.Result is DeliveryResult.PermanentFailure
        )
            lastAttempts[recipient] = attempt;
    }
}
