using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// A chunk of the message follows, of so many octets, just as they are (RFC 3030 §2). The octets come whether the chunk is welcome or not, so they are
/// always read, else they would be taken for commands.
/// <code>
/// C: BDAT 12
/// C: Hello world.
/// S: 250 2.0.0 12 octets received
/// C: BDAT 0 LAST
/// S: 250 2.0.0 Accepted as 019331c57b0a7000a1b2c3d4e5f60718
/// </code>
/// </summary>
internal readonly record struct Bdat(long Octets, bool IsLast)
{
    // Without the number nobody knows where the next command begins.
    private static readonly SmtpReply LostCount = new(501, "5.5.4", "Chunk size expected, closing the connection") { Closes = true };

    public static Bdat Parse(ref SmtpReader arguments)
    {
        try
        {
            arguments.Space();
            var octets = arguments.Number();
            var isLast = arguments.TryTakeSpaces() && !arguments.IsAtEnd;
            if (isLast)
                arguments.Word("LAST"u8);
            arguments.End();
            return new Bdat(octets, isLast);
        }
        catch (SmtpSyntaxException)
        {
            throw new SmtpSyntaxException(LostCount);
        }
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Bdat command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (session.State is not (States.Recipients or States.Chunks))
        {
            await ReadAsync(command.Octets, session, message: null);
            return session.State is States.Sender ? SmtpReply.NoRecipients : SmtpReply.OutOfOrder;
        }

        var message = session.Transaction!.Chunked ??= session.BeginMessage();
        await ReadAsync(command.Octets, session, message);
        return command.IsLast || message.Failure is not null
            ? await session.AcceptAsync(message)
            : new SmtpReply(250, "2.0.0", $"{command.Octets} octets received");
    }

    private static async ValueTask ReadAsync(long octets, SmtpSession session, IncomingMessage? message)
    {
        while (octets > 0)
        {
            var input = await session.ReadContentAsync();
            var chunk = input.Slice(0, Math.Min(octets, input.Length));
            if (message is not null)
                foreach (var segment in chunk)
                    await message.WriteAsync(segment);
            octets -= chunk.Length;
            session.Connection.Input.AdvanceTo(chunk.End);
        }
    }
}
