using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Puts messages into a mailbox (APPEND, RFC 9051 §6.3.12), several at once if wanted, all or none (MULTIAPPEND, RFC 3502). A message goes from the connection
/// into storage as it comes; what stays in memory does not depend on its size.
/// <code>
/// C: A1 APPEND Drafts (\Seen) {310}
/// S: + OK
/// C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
/// C: ...
/// S: A1 OK [APPENDUID 38505 3955] Appended
/// </code>
/// </summary>
internal sealed record Append(string Mailbox, AppendOptions First)
{
    /// <summary>Messages in one command; their summaries wait in memory for the last one.</summary>
    private const int MaxMessages = 100;

    public static Append Parse(ref ImapReader reader)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        return new Append(mailbox, AppendOptions.Parse(ref reader));
    }

    public static async ValueTask<Completion> ExecuteAsync(Append command, ImapSession session, CancellationToken cancellationToken)
    {
        // Before the client sends megabytes in vain.
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        if (account.Directory.Find(command.Mailbox) is null)
            return Completion.NoTarget(Refusal.NoSuchMailbox);
        var octets = 0L;
        var messages = ImmutableArray.CreateBuilder<NewMessage>();
        for (AppendOptions? next = command.First; next is { } options; )
        {
            if (messages.Count == MaxMessages)
                return Completion.No($"One command may append {MaxMessages} messages", ResponseCode.Limit);
            if (ReceivedMessage.Refuse(options, session) is { } refusal)
                return refusal;
            octets += options.Message.Size;
            if (!await QuotaRoot.HasRoomAsync(account, new Usage(octets, messages.Count + 1), session, cancellationToken))
                return Completion.No(Refusal.OverQuota);
            (var message, next) = await ReceivedMessage.TakeAsync(options, session, cancellationToken);
            messages.Add(message);
        }
        var change = new AppendMessages(MailboxTarget.Named(command.Mailbox), messages.ToImmutable());
        var result = await session.CommitAsync(change, cancellationToken);
        return result switch
        {
            { Refusal: { } refusal } => Completion.NoTarget(refusal),
            { Events: [{ Event: MessagesAppended appended } logged] } => Completion.Ok(
                "Appended",
                ResponseCode.AppendUid(appended.Mailbox, logged)
            ),
            _ => throw new InvalidOperationException("An append that was not refused is one event."),
        };
    }
}
