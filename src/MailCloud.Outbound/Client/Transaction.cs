using System.Collections.Immutable;
using MailCloud.Mail.Delivery;
using MailCloud.Outbound.Content;
using MailCloud.Outbound.Routing;
using MailCloud.Protocol;

namespace MailCloud.Outbound.Client;

/// <summary>
/// One mail transaction (RFC 5321 §3.3): <see cref="OfferAsync"/>, <see cref="SendContentAsync"/> for those who were accepted, and <see cref="EndAsync"/>. The
/// first two return the outcomes that are known then; together they are one for each recipient, but for those in <see cref="LeftOver"/>.
/// </summary>
internal sealed class Transaction(
    Conversation conversation,
    NextHop hop,
    OutboundMessage message,
    ImmutableArray<EnvelopeRecipient> recipients
)
{
    // RFC 5321 §4.5.3.1.8: what every server takes.
    public const int MaxRecipients = 100;

    private readonly EnvelopeCommands commands = new(message, conversation.Extensions);
    private readonly ImmutableArray<RecipientOutcome>.Builder outcomes = ImmutableArray.CreateBuilder<RecipientOutcome>();
    private readonly List<EnvelopeRecipient> accepted = [];
    private readonly List<EnvelopeRecipient> leftOver = [];
    private bool isOpen;
    private bool saidAll;

    /// <summary>Recipients that were too many for one transaction and belong in another (RFC 5321 §4.5.3.1.10).</summary>
    public IReadOnlyList<EnvelopeRecipient> LeftOver => leftOver;

    /// <summary>Whether the server has said anything about this message. If not, a connection that was kept for reuse had gone stale.</summary>
    public bool WasHeard { get; private set; }

    /// <summary>MAIL and RCPT. Returns the outcomes of those who were refused.</summary>
    public async ValueTask<ImmutableArray<RecipientOutcome>> OfferAsync(CancellationToken cancellationToken)
    {
        if (Requirements.ObstacleTo(message, commands, conversation) is { } obstacle)
        {
            Settle(recipients, obstacle with { RemoteHost = hop.Host });
            return outcomes.DrainToImmutable();
        }
        var offered = WithoutUnspeakable();
        try
        {
            if (offered.Length > 0)
                await SayAsync(offered, cancellationToken);
        }
        catch (ConversationException e)
        {
            SettleRest(offered, Attempts.Lost(e, hop));
        }
        return outcomes.DrainToImmutable();
    }

    /// <summary>DATA and the content. Returns the outcomes of those who were accepted.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">The content cannot be read; the conversation is over.</exception>
    public async ValueTask<ImmutableArray<RecipientOutcome>> SendContentAsync(CancellationToken cancellationToken)
    {
        if (accepted.Count == 0)
            return [];
        try
        {
            var reply = await conversation.AskAsync("DATA", conversation.Timeouts.Data, cancellationToken);
            if (reply.IsPositive)
                throw new ConversationException("4.5.0", "The server's answer to DATA makes no sense");
            if (reply.IsIntermediate)
            {
                reply = await WriteContentAsync(cancellationToken);
                isOpen = false;
            }
            Settle(accepted, Attempts.From(reply, conversation, hop));
        }
        catch (ConversationException e)
        {
            Settle(accepted, Attempts.Lost(e, hop) with { MayHaveArrived = saidAll });
        }
        return outcomes.DrainToImmutable();
    }

    /// <summary>Makes the server ready for the next transaction, if this one did not come to its end.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (isOpen && conversation.IsUsable)
                await conversation.AskAsync("RSET", conversation.Timeouts.Command, cancellationToken);
        }
        catch (ConversationException)
        {
            // The conversation is over, and says so itself.
        }
    }

    private ImmutableArray<EnvelopeRecipient> WithoutUnspeakable()
    {
        if (conversation.Extensions.HasSmtpUtf8)
            return recipients;
        var unspeakable = recipients.Where(recipient => EnvelopeCommands.NeedsSmtpUtf8For(recipient.Address)).ToList();
        Settle(unspeakable, Requirements.NoSmtpUtf8 with { RemoteHost = hop.Host });
        return recipients.RemoveRange(unspeakable);
    }

    private async ValueTask SayAsync(ImmutableArray<EnvelopeRecipient> offered, CancellationToken cancellationToken)
    {
        var isInternational = commands.NeedsSmtpUtf8 || offered.Any(recipient => EnvelopeCommands.NeedsSmtpUtf8For(recipient.Address));
        conversation.Write(commands.Mail(isInternational));
        if (conversation.Extensions.HasPipelining)
            foreach (var recipient in offered)
                conversation.Write(commands.Recipient(recipient));

        var sender = await ReadAsync(cancellationToken);
        WasHeard = !sender.Closes;
        isOpen = true;
        if (!sender.IsPositive || !conversation.IsUsable)
            SettleRest(offered, Attempts.From(sender, conversation, hop));
        foreach (var recipient in offered)
        {
            if (!conversation.IsUsable || (!sender.IsPositive && !conversation.Extensions.HasPipelining))
                return;
            if (!conversation.Extensions.HasPipelining)
                conversation.Write(commands.Recipient(recipient));
            var reply = await ReadAsync(cancellationToken);
            if (sender.IsPositive)
                Take(recipient, reply, offered);
        }
    }

    private void Take(EnvelopeRecipient recipient, RemoteReply reply, ImmutableArray<EnvelopeRecipient> offered)
    {
        if (reply.Closes)
            SettleRest(offered, Attempts.From(reply, conversation, hop));
        else if (reply.IsPositive)
            accepted.Add(recipient);
        else if (accepted.Count > 0 && reply is { Code: 452 } or { Code: 552, EnhancedStatus: "5.5.3" })
            leftOver.Add(recipient);
        else
            Settle([recipient], Attempts.From(reply, conversation, hop));
    }

    private ValueTask<RemoteReply> ReadAsync(CancellationToken cancellationToken) =>
        conversation.ReadAsync(conversation.Timeouts.Command, cancellationToken);

    /// <summary>Writes the content to its end, and reads the reply to that; or to what was written before the server had enough.</summary>
    private async ValueTask<RemoteReply> WriteContentAsync(CancellationToken cancellationToken)
    {
        try
        {
            await conversation.WithinAsync(conversation.Timeouts.DataBlock, WriteContentAsync, cancellationToken);
        }
        catch (ConversationException e) when (e.InnerException is IOException)
        {
            var lastWords = await conversation.ReadAsync(conversation.Timeouts.Quit, cancellationToken);
            if (lastWords.Code >= 400)
                return lastWords;
            throw;
        }
        return await conversation.ReadAsync(conversation.Timeouts.DataEnd, cancellationToken);
    }

    private async ValueTask<bool> WriteContentAsync(CancellationTokenSource timer)
    {
        // Each block has the time anew.
        var stuffer = new DotStuffer(conversation.Connection.Output, flushing: () => timer.CancelAfter(conversation.Timeouts.DataBlock));
        var lines = new CrlfWriter(stuffer);
        await message.Content.CopyToAsync(lines, timer.Token);
        lines.End();
        stuffer.End();
        saidAll = true;
        await stuffer.FlushAsync(timer.Token);
        return true;
    }

    /// <summary>The conversation is over: one outcome for all that have none, accepted ones included.</summary>
    private void SettleRest(ImmutableArray<EnvelopeRecipient> offered, DeliveryAttempt attempt)
    {
        accepted.Clear();
        leftOver.Clear();
        var settled = outcomes.Select(outcome => outcome.Recipient).ToHashSet();
        Settle(offered.Where(recipient => !settled.Contains(recipient)).ToList(), attempt);
    }

    private void Settle(IEnumerable<EnvelopeRecipient> settled, DeliveryAttempt attempt) =>
        outcomes.AddRange(settled.Select(recipient => new RecipientOutcome(recipient, attempt)));
}
