namespace MailCloud.Smtp.Grammar;

/// <summary>A command is not as the grammar wants it. Thrown by parsers, caught by the session alone, which sends the reply.</summary>
internal sealed class SmtpSyntaxException(SmtpReply reply) : Exception(reply.ToString())
{
    public SmtpSyntaxException(string text)
        : this(new SmtpReply(501, "5.5.2", text)) { }

    public SmtpReply Reply { get; } = reply;
}
