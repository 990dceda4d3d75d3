using MailCloud.Mail.Delivery;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Smtp.Checks;
using Microsoft.Extensions.Logging;

namespace MailCloud.Smtp;

/// <summary>
/// The SMTP engine for one port (RFC 5321): serves connections and hands the messages it accepts to the spool. It knows no sockets and no storage, and
/// keeps nothing between connections.
/// </summary>
public sealed class SmtpServer
{
    /// <param name="checks">What decides which clients, senders, recipients and messages are taken.</param>
    /// <param name="time">The clock of time-outs and Received fields.</param>
    public SmtpServer(
        SmtpOptions options,
        SmtpChecks checks,
        SaslMechanisms mechanisms,
        ISpool spool,
        TimeProvider time,
        ILogger<SmtpServer> logger
    )
    {
        if (options.MaxRecipients < SmtpOptions.LeastMaxRecipients)
            throw new ArgumentException($"A server must take {SmtpOptions.LeastMaxRecipients} recipients.", nameof(options));
        (Options, Checks, Mechanisms, Spool, Time, Logger) = (options, checks, mechanisms, spool, time, logger);
    }

    internal SmtpOptions Options { get; }

    internal SmtpChecks Checks { get; }

    internal SaslMechanisms Mechanisms { get; }

    internal ISpool Spool { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>Serves a connection from the greeting to its end; closing it is the caller's.</summary>
    /// <param name="shutdown">
    /// The server is to stop: the client is told <c>421</c> when the command under way is done, a message on its way in included.
    /// </param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task ServeAsync(IConnection connection, CancellationToken shutdown)
    {
        if (Options.IsSubmission)
            await Mechanisms.RefreshAsync(shutdown);
        await using var session = new SmtpSession(this, connection);
        await session.RunAsync(shutdown);
    }
}
