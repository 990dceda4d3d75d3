using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// Names a recipient (RFC 5321 §4.1.1.3). One that is refused leaves the others as they are.
/// <code>
/// C: RCPT TO:&lt;bob@example.org&gt; NOTIFY=FAILURE,DELAY ORCPT=rfc822;info@example.com
/// S: 250 2.1.5 Recipient ok
/// </code>
/// </summary>
internal sealed record Rcpt(ForwardPath ForwardPath)
{
    /// <summary>NOTIFY (RFC 3461 §4.1).</summary>
    public NotifyOn Notify { get; init; }

    /// <summary>ORCPT (RFC 3461 §4.2); null: not given.</summary>
    public OriginalRecipient? OriginalRecipient { get; init; }

    private static readonly SmtpReply Accepted = new(250, "2.1.5", "Recipient ok");
    private static readonly SmtpReply NotAscii = new(553, "5.6.7", "Address is not ASCII, ask for SMTPUTF8 with MAIL");

    public static Rcpt Parse(ref SmtpReader arguments)
    {
        arguments.Space();
        arguments.Word("TO:"u8);
        arguments.TryTakeSpaces();
        var rcpt = new Rcpt(arguments.ForwardPath());
        while (arguments.TryParameter(out var keyword, out var value))
        {
            if (Ascii.EqualsIgnoreCase(keyword, "NOTIFY"u8))
                rcpt = rcpt with { Notify = NotificationParameters.Notify(value, rcpt.Notify) };
            else if (Ascii.EqualsIgnoreCase(keyword, "ORCPT"u8))
                rcpt = rcpt with { OriginalRecipient = NotificationParameters.OriginalRecipient(value, rcpt.OriginalRecipient) };
            else
                throw new SmtpSyntaxException(SmtpReply.UnknownParameter);
        }
        return rcpt;
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Rcpt command, SmtpSession session, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var address = command.ForwardPath.Address ?? new Address(RoleAddress.Postmaster, session.Options.PrimaryDomain);
        if (!transaction.IsInternational && !address.IsAscii())
            return NotAscii;
        var recipient = new Recipient(session.Client, transaction.ReversePath, address, transaction.Recipients.Count)
        {
            DeclaredOctets = transaction.DeclaredOctets,
        };
        if (await session.Checks.ForwardPath.RefusalAsync(recipient, cancellationToken) is { } refusal)
            return refusal;
        transaction.Recipients.TryAdd(
            address,
            new EnvelopeRecipient(address) { Notify = command.Notify, OriginalRecipient = command.OriginalRecipient }
        );
        return Accepted;
    }
}
