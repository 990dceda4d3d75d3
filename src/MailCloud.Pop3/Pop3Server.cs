using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using Microsoft.Extensions.Logging;

namespace MailCloud.Pop3;

/// <summary>
/// The POP3 engine (RFC 1939): serves connections out of accounts' INBOXes. It knows no sockets and no storage, and keeps nothing between connections.
/// Names and passwords are taken in TLS only (RFC 8314 §3.3); there is no STLS, as its port is for TLS from the first octet on.
/// </summary>
/// <param name="time">The clock of time-outs.</param>
public sealed class Pop3Server(
    Pop3Options options,
    IMailStore store,
    SaslMechanisms mechanisms,
    IMaildropLock maildrops,
    TimeProvider time,
    ILogger<Pop3Server> logger
)
{
    internal Pop3Options Options { get; } = options;

    internal IMailStore Store { get; } = store;

    internal SaslMechanisms Mechanisms { get; } = mechanisms;

    internal IMaildropLock Maildrops { get; } = maildrops;

    internal TimeProvider Time { get; } = time;

    internal ILogger Logger { get; } = logger;

    /// <summary>Serves a connection from the greeting to its end; closing it is the caller's.</summary>
    /// <param name="shutdown">The server is to stop: a command under way is finished. Nothing is deleted without QUIT.</param>
    /// <exception cref="IOException">The connection broke, or a message could not be read to its end.</exception>
    public async Task ServeAsync(IConnection connection, CancellationToken shutdown)
    {
        await Mechanisms.RefreshAsync(shutdown);
        await using var session = new Pop3Session(this, connection);
        await session.RunAsync(shutdown);
    }
}
