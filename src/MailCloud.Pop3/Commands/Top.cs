using MailCloud.Mail.Store;
using MailCloud.Protocol;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Sends a message's header and the first lines of its body (RFC 1939 §7). Where the header ends is known from the summary, and no more of a large
/// message is read than is sent, or little more.
/// <code>
/// C: TOP 1 10
/// S: +OK The top of the message follows
/// S: (header, blank line, 10 lines)
/// S: .
/// </code>
/// </summary>
internal readonly record struct Top(MessageNumber Number, int Lines)
{
    /// <summary>What a line is likely to have, in octets.</summary>
    private const long UsualLine = 80;

    private const long LeastRead = 4 * 1024;
    private const long MostRead = 256 * 1024;

    public static Top Parse(ref Pop3Reader arguments)
    {
        var number = arguments.MessageNumber();
        arguments.Space("Number of lines expected");
        return new Top(number, arguments.Number());
    }

    public static async ValueTask<Pop3Reply> ExecuteAsync(Top command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (!session.Maildrop.Contains(command.Number))
            return Pop3Reply.NoSuchMessage;
        var message = session.Maildrop[command.Number];
        var summary = await message.Summary.ReadAsync(cancellationToken);
        return Pop3Reply.Ok("The top of the message follows") with
        {
            Body = (writer, cancellation) =>
                command.WriteAsync(writer, session.Server.Store, message.Content, summary.Body.Header.End, cancellation),
        };
    }

    private async ValueTask WriteAsync(
        DotStuffer writer,
        IMailStore store,
        MessageReference message,
        long headerEnd,
        CancellationToken cancellationToken
    )
    {
        await store.CopyContentAsync(message, 0, headerEnd, writer, cancellationToken);
        writer.LinesLeft = Lines;
        var step = Math.Clamp(Lines * UsualLine, LeastRead, MostRead);
        for (var offset = headerEnd; offset < message.Length && writer.LinesLeft > 0; offset += step)
            await store.CopyContentAsync(message, offset, Math.Min(step, message.Length - offset), writer, cancellationToken);
    }
}
