using MailCloud.Protocol;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// The message follows, up to a line of one dot (RFC 5321 §4.1.1.4). Only CRLF ends a line: a bare CR or LF is text of the message, which is kept as it
/// came, and what looks like an end in some other way ends nothing.
/// <code>
/// C: DATA
/// S: 354 Send the message, end it with a line of one dot
/// C: Subject: hello
/// C:
/// C: Hello.
/// C: .
/// S: 250 2.0.0 Accepted as 019331c57b0a7000a1b2c3d4e5f60718
/// </code>
/// </summary>
internal readonly record struct Data
{
    private static readonly SmtpReply Go = new(354, null, "Send the message, end it with a line of one dot");

    public static Data Parse(ref SmtpReader arguments)
    {
        arguments.End();
        return default;
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Data command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (session.Transaction!.Recipients.Count == 0)
            return SmtpReply.NoRecipients;
        await using var message = session.BeginMessage();
        if (message.Failure is not null)
            return await session.AcceptAsync(message);

        session.Write(Go);
        var unstuffer = new DotUnstuffer();
        while (!unstuffer.Ended)
        {
            var input = await session.ReadContentAsync();
            var end = input.End;
            while (unstuffer.TryRead(ref input, out var run))
                await message.WriteAsync(run);
            session.Connection.Input.AdvanceTo(input.Start, unstuffer.Ended ? input.Start : end);
        }
        return await session.AcceptAsync(message);
    }
}
