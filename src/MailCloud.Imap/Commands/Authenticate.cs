using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Authentication;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Logs in by a SASL mechanism (RFC 9051 §6.2.2), with the initial response in the command if the client likes (SASL-IR, RFC 4959).
/// <code>
/// C: A1 AUTHENTICATE PLAIN
/// S: +
/// C: AGFsaWNlQGV4YW1wbGUuY29tAHNlY3JldA==
/// S: A1 OK [CAPABILITY IMAP4rev1 ...] You are logged in
/// </code>
/// </summary>
internal sealed record Authenticate(string Mechanism, byte[]? InitialResponse)
{
    private static readonly byte[] Prompt = "+ "u8.ToArray();

    public static Authenticate Parse(ref ImapReader reader)
    {
        reader.Space();
        var mechanism = Encoding.ASCII.GetString(reader.Atom());
        return new Authenticate(mechanism, reader.TrySpace() ? reader.Base64().ToArray() : null);
    }

    public static async ValueTask<Completion> ExecuteAsync(Authenticate command, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Connection.Tls is null)
            return Completion.No("Log in under TLS", ResponseCode.PrivacyRequired);
        if (session.Server.Mechanisms.Find(session.Connection, Encoding.ASCII.GetBytes(command.Mechanism)) is not { } mechanism)
            return Completion.No("That mechanism is not offered", ResponseCode.Cannot);
        var negotiation = new SaslNegotiation(session.Connection, session.Input.Lines, Prompt, MailServices.Imap);
        var outcome = await negotiation.RunAsync(mechanism, command.InitialResponse, session.Inactivity.Waiting);
        return await LoginOutcome.ApplyAsync(outcome, session, cancellationToken);
    }

    /// <summary>Without the response, which may hold a password, for logs.</summary>
    public override string ToString() => $"AUTHENTICATE {Mechanism}";
}
