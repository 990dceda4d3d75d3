using MailCloud.Imap.Framing;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Takes a message of APPEND or REPLACE from the connection into storage, as it comes; what stays in memory does not depend on its size. It is not in a mailbox
/// then: that is for a commit to do.
/// </summary>
internal static class ReceivedMessage
{
    /// <summary>What is wrong with a message before its first octet is asked for; null: nothing.</summary>
    public static Completion? Refuse(AppendOptions options, ImapSession session) =>
        options.Message.Size == 0 ? Completion.No("A message has one octet at least", ResponseCode.Cannot)
        : options.Message.Size > session.Server.Options.AppendLimit ? Completion.No("That message is too large", ResponseCode.TooBig)
        : null;

    /// <summary>Takes the message and what is behind it: what announces one more (RFC 3502), or the end of the command, null.</summary>
    /// <exception cref="ImapSyntaxException">Behind the message is neither. Nothing is kept.</exception>
    /// <exception cref="EndOfStreamException">The client has gone. Nothing is kept.</exception>
    public static async ValueTask<(NewMessage Message, AppendOptions? Next)> TakeAsync(
        AppendOptions options,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        await using var appender = new MessageAppender(session.Server.Store, session.Account);
        if (!await session.Input.TakeMessageAsync(appender.WriteAsync, cancellationToken))
            throw new EndOfStreamException("The client has gone in the middle of a message.");
        var next = await ReadNextAsync(options, session, cancellationToken);
        var date = options.DateOr(session.Server.Time);
        var message = await appender.CompleteAsync(options.Flags.Flags, options.Flags.Keywords, date, cancellationToken);
        return (options.Message.IsBinary ? await TextualCopy.OfAsync(message, session, cancellationToken) : message, next);
    }

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
