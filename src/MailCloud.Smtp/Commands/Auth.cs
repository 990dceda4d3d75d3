using MailCloud.Mail.Authentication;
using MailCloud.Protocol.Sasl;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp.Commands;

/// <summary>
/// Logs in (RFC 4954 §4), where the service is for our users and TLS is on.
/// <code>
/// C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlY3JldA==
/// S: 235 2.7.0 Authentication succeeded
/// </code>
/// </summary>
/// <param name="InitialResponse">In base64, <c>=</c> being the empty one; null: none.</param>
internal sealed record Auth(byte[] Mechanism, byte[]? InitialResponse)
{
    private static readonly byte[] Prompt = "334 "u8.ToArray();

    private static readonly SmtpReply NotHere = new(502, "5.5.1", "No authentication on this port, use the submission port");
    private static readonly SmtpReply NeedsTls = new(538, "5.7.11", "Encryption required, issue STARTTLS first");
    private static readonly SmtpReply Already = new(503, "5.5.1", "Authenticated already");
    private static readonly SmtpReply UnknownMechanism = new(504, "5.5.4", "Mechanism not recognized");
    private static readonly SmtpReply Succeeded = new(235, "2.7.0", "Authentication succeeded");
    private static readonly SmtpReply Refused = new(535, "5.7.8", "Authentication credentials invalid");
    private static readonly SmtpReply Malformed = new(501, "5.5.2", "Response is not well-formed");
    private static readonly SmtpReply Cancelled = new(501, "5.7.0", "Authentication cancelled");
    private static readonly SmtpReply Unavailable = new(454, "4.7.0", "Temporary authentication failure");

    public static Auth Parse(ref SmtpReader arguments)
    {
        arguments.Space();
        var mechanism = arguments.Token().ToArray();
        var initialResponse = arguments.Remainder();
        return mechanism.Length > 0
            ? new Auth(mechanism, initialResponse.IsEmpty ? null : initialResponse.ToArray())
            : throw new SmtpSyntaxException("Mechanism expected");
    }

    /// <summary>The mechanisms, as EHLO names them.</summary>
    public static string? Keyword(SmtpSession session)
    {
        if (!session.Options.IsSubmission || session.Account is not null)
            return null;
        var names = session.Mechanisms.OfferedTo(session.Connection).Select(mechanism => mechanism.Name);
        return string.Join(' ', names) is { Length: > 0 } list ? $"AUTH {list}" : null;
    }

    public static async ValueTask<SmtpReply> ExecuteAsync(Auth command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (!session.Options.IsSubmission)
            return NotHere;
        if (session.Account is not null)
            return Already;
        if (session.Connection.Tls is null)
            return NeedsTls;
        if (session.Mechanisms.Find(session.Connection, command.Mechanism) is not { } mechanism)
            return UnknownMechanism;

        var negotiation = new SaslNegotiation(session.Connection, session.Lines, Prompt, MailServices.Smtp);
        var outcome = await negotiation.RunAsync(mechanism, command.InitialResponse, cancellationToken);
        switch (outcome.Status)
        {
            case SaslStatus.Authenticated:
                session.Account = outcome.Account;
                return Succeeded;
            case SaslStatus.Refused:
                session.FailedLogins++;
                return Refused;
            case SaslStatus.Cancelled:
                return Cancelled;
            case SaslStatus.Unavailable:
                return Unavailable;
            default:
                return Malformed;
        }
    }
}
