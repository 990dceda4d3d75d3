using System.Collections.Immutable;
using MailCloud.Imap.Framing;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
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

        var messages = ImmutableArray.CreateBuilder<NewMessage>();
        for (AppendOptions? next = command.First; next is { } options; )
        {
            if (Refuse(options, messages.Count, session) is { } refusal)
                return refusal;
            await using var appender = new MessageAppender(session.Server.Store, session.Account);
            if (!await session.Input.TakeMessageAsync(appender.WriteAsync, cancellationToken))
                throw new EndOfStreamException("The client has gone in the middle of a message.");
            next = await ReadNextAsync(options, session, cancellationToken);
            messages.Add(
                await appender.CompleteAsync(
                    options.Flags.Flags,
                    options.Flags.Keywords,
                    options.DateOr(session.Server.Time),
                    cancellationToken
                )
            );
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

    private static Completion? Refuse(AppendOptions options, int before, ImapSession session) =>
        options.Message.Size == 0 ? Completion.No("A message has one octet at least", ResponseCode.Cannot)
        : options.Message.Size > session.Server.Options.AppendLimit ? Completion.No("That message is too large", ResponseCode.TooBig)
        : before == MaxMessages ? Completion.No($"One command may append {MaxMessages} messages", ResponseCode.Limit)
        : null;

    /// <summary>Reads what comes behind a message: one more, or the end of the command.</summary>
    /// <exception cref="ImapSyntaxException">It is neither.</exception>
    private static async ValueTask<AppendOptions?> ReadNextAsync(
        AppendOptions before,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        var frame = await session.Input.ReadAfterMessageAsync(FramingLimits.AfterLogin, cancellationToken);
        var reader = new ImapReader(frame.Text.Span, session.Output.Utf8);
        before.ParseEnd(ref reader);
        if (frame.Status == FrameStatus.Command && reader.AtEnd)
            return null;
        if (frame.Status != FrameStatus.CommandWithMessage)
            throw new ImapSyntaxException("Expected the end of the command, or one more message");
        var options = AppendOptions.Parse(ref reader);
        reader.End();
        return options;
    }
}
