using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>Tells people at a terminal which commands there are (RFC 5321 §4.1.1.8).</summary>
internal readonly record struct Help
{
    public static Help Parse(ref SmtpReader arguments) => default;

    public static ValueTask<SmtpReply> ExecuteAsync(Help command, SmtpSession session, CancellationToken cancellationToken) =>
        new(new SmtpReply(214, "2.0.0", ["Commands:", string.Join(' ', CommandTable.Rows.Select(row => row.Verb))]));
}
