using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Ends the connection (RFC 5321 §4.1.1.10).</summary>
internal readonly record struct Quit
{
    private static readonly SmtpReply Bye = new(221, "2.0.0", "Bye");

    public static Quit Parse(ref SmtpReader arguments)
    {
        arguments.End();
        return default;
    }

    public static ValueTask<SmtpReply> ExecuteAsync(Quit command, SmtpSession session, CancellationToken cancellationToken) => new(Bye);
}
