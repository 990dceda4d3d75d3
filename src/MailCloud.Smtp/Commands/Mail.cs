using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// Begins a transaction with the address that failures are reported to (RFC 5321 §4.1.1.2).
/// <code>
/// C: MAIL FROM:&lt;alice@example.com&gt; SIZE=1234 BODY=8BITMIME RET=HDRS ENVID=QQ314159
/// S: 250 2.1.0 Sender ok
/// </code>
/// </summary>
internal sealed record Mail(ReversePath ReversePath)
{
    /// <summary>SIZE (RFC 1870 §6.1); null: not given.</summary>
    public long? DeclaredOctets { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool IsInternational { get; init; }

    /// <summary>RET (RFC 3461 §4.3).</summary>
    public ReturnContent Return { get; init; }

    /// <summary>ENVID (RFC 3461 §4.4), decoded; null: not given.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>REQUIRETLS (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    private static readonly SmtpReply Accepted = new(250, "2.1.0", "Sender ok");
    private static readonly SmtpReply NotAscii = new(553, "5.6.7", "Address is not ASCII, ask for SMTPUTF8");

    public static Mail Parse(ref SmtpReader arguments)
    {
        arguments.Space();
        arguments.Word("FROM:"u8);
        // Outlook puts a space before the path.
        arguments.TryTakeSpaces();
        var path = arguments.ReversePath();
        var mail = WithParameters(new Mail(path), ref arguments);
        return mail.IsInternational || path.Address?.IsAscii() != false ? mail : throw new SmtpSyntaxException(NotAscii);
    }

    private static Mail WithParameters(Mail mail, ref SmtpReader arguments)
    {
        while (arguments.TryParameter(out var keyword, out var value))
        {
            if (Ascii.EqualsIgnoreCase(keyword, "SIZE"u8))
                mail = mail with { DeclaredOctets = Size(value) };
            else if (Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8) && value.IsEmpty)
                mail = mail with { IsInternational = true };
            else if (Ascii.EqualsIgnoreCase(keyword, "RET"u8))
                mail = mail with { Return = NotificationParameters.Return(value, mail.Return) };
            else if (Ascii.EqualsIgnoreCase(keyword, "ENVID"u8))
                mail = mail with { EnvelopeId = NotificationParameters.EnvelopeId(value, mail.EnvelopeId) };
            else if (Ascii.EqualsIgnoreCase(keyword, "REQUIRETLS"u8) && value.IsEmpty)
                mail = mail with { RequireTls = true };
            else if (!IsBody(keyword, value) && !IsAuth(keyword, value))
                throw new SmtpSyntaxException(SmtpReply.UnknownParameter);
        }
        return mail;
    }

    private static long Size(ReadOnlySpan<byte> value)
    {
        var reader = new SmtpReader(value);
        var size = reader.Number();
        reader.End();
        return size;
    }

    // RFC 6152 §3. Octets pass as they are in any case: iOS sends 8-bit content without saying so.
    private static bool IsBody(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(keyword, "BODY"u8)
        && (Ascii.EqualsIgnoreCase(value, "7BIT"u8) || Ascii.EqualsIgnoreCase(value, "8BITMIME"u8));

    // RFC 4954 §5: who submitted the message elsewhere. Nobody is trusted to say so here: taken, and not passed on.
    private static bool IsAuth(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(keyword, "AUTH"u8) && !value.IsEmpty;

    public static async ValueTask<SmtpReply> ExecuteAsync(Mail command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (command.RequireTls && !session.CanRequireTls)
            return SmtpReply.UnknownParameter;
        var sender = new Sender(session.Client, command.ReversePath, command.DeclaredOctets);
        if (await session.Checks.ReversePath.RefusalAsync(sender, cancellationToken) is { } refusal)
            return refusal;
        session.Transaction = new Transaction(command);
        return Accepted;
    }
}
