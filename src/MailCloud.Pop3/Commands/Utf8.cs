using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Says that the client understands messages whose header is in UTF-8 (RFC 6856 §2.1). Messages go out as they are stored with it and without it; but one that
/// names somebody by an address in UTF-8 is of no use to a client that cannot answer it, and is refused to one that did not ask. Other octets above ASCII in a
/// header, which programs wrote long before that, keep nobody from their mail.
/// <code>
/// C: UTF8
/// S: +OK UTF-8 it is
/// </code>
/// </summary>
internal readonly record struct Utf8
{
    public static Utf8 Parse(ref Pop3Reader arguments) => default;

    // USER: names and passwords are UTF-8 in any case (RFC 6856 §2.2).
    public static string? Capability(Pop3Session session) => session.Connection.Tls is null ? "UTF8" : "UTF8 USER";

    public static ValueTask<Pop3Reply> ExecuteAsync(Utf8 command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.IsInternational = true;
        return new(Pop3Reply.Ok("UTF-8 it is"));
    }

    /// <summary>Whether a message's addresses cannot be written without UTF-8.</summary>
    public static bool IsNeededFor(MessageSummary summary)
    {
        var envelope = summary.Envelope;
        return IsNeededFor(envelope.From)
            || IsNeededFor(envelope.Sender)
            || IsNeededFor(envelope.ReplyTo)
            || IsNeededFor(envelope.To)
            || IsNeededFor(envelope.Cc);
    }

    private static bool IsNeededFor(IReadOnlyList<EnvelopeAddress> addresses)
    {
        foreach (var address in addresses)
            if (address is { Host: not null } && !(Ascii.IsValid(address.Mailbox) && Ascii.IsValid(address.Host)))
                return true;
        return false;
    }
}
