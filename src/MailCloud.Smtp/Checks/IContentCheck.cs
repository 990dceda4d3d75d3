using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Checks;

/// <summary>A check of what a message says. One instance serves all sessions, and watches each message by an inspection of its own.</summary>
public interface IContentCheck
{
    /// <summary>A message is about to arrive. Null: the check has nothing to say about mail of this client.</summary>
    IContentInspection? Begin(Client client, ReversePath reversePath);
}

/// <summary>
/// Watches one message go by, and says at its end what it thinks of it. It must not hold what grows with the message: the connection's memory is bounded.
/// </summary>
public interface IContentInspection : IDisposable
{
    /// <summary>The header as it came, with the blank line that ends it, once and before the body; empty where the message begins with text.</summary>
    void Header(ReadOnlyMemory<byte> header);

    /// <summary>The next octets of the body, cut anywhere. They are valid during the call.</summary>
    void Body(ReadOnlySpan<byte> octets);

    /// <summary>The message has arrived whole. What earlier checks found is in its <see cref="ReceivedMessage.Verdict"/>.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">It cannot be told now; the client gets <c>451 4.3.0</c>.</exception>
    ValueTask<Verdict> CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken);
}

/// <summary>What the checks of a message's content found.</summary>
/// <param name="Refusal">The reply that refuses the message; null: accepted.</param>
/// <param name="Fields">Header fields to be put in front of the message, each with its line end; empty: none.</param>
/// <param name="Disposition">Where an accepted message goes.</param>
/// <param name="Sender">What is known of who sent it; null: nobody asked.</param>
/// <param name="SpamScore">See <see cref="SmtpEnvelope.SpamScore"/>.</param>
public sealed record Verdict(
    SmtpReply? Refusal = null,
    string Fields = "",
    Disposition Disposition = Disposition.Inbox,
    SenderVerdict? Sender = null,
    float? SpamScore = null
)
{
    public static readonly Verdict Accept = new();

    /// <summary>Both together: one refusal refuses, one suspicion suffices.</summary>
    public Verdict And(Verdict next) =>
        new(
            Refusal ?? next.Refusal,
            Fields + next.Fields,
            Disposition is Disposition.Junk ? Disposition.Junk : next.Disposition,
            next.Sender ?? Sender,
            next.SpamScore ?? SpamScore
        );
}
