using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Ends the transaction under way, if any; nothing of it is kept (RFC 5321 §4.1.1.5).</summary>
internal readonly record struct Rset
{
    public static Rset Parse(ref SmtpReader arguments)
    {
        arguments.End();
        return default;
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Rset command, SmtpSession session, CancellationToken cancellationToken)
    {
        await session.EndTransactionAsync();
        return SmtpReply.Ok;
    }
}
