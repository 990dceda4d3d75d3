using System.Text;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Protocol;
using MailCloud.Smtp.Commands;
using MailCloud.Smtp.Grammar;
using Microsoft.Extensions.Logging;

namespace MailCloud.Smtp;

/// <summary>What a session logs: a line per accepted message and per refusal. Never what a message says, never a password.</summary>
internal sealed class SessionLog(ILogger logger, IConnection connection)
{
    public void Accepted(string id, AccountId? account, SmtpEnvelope envelope, long octets) =>
        logger.LogInformation(
            "{Connection} {Client}: accepted {Id} from {ReversePath} ({Account}) for {Recipients} recipients, {Octets} octets",
            connection.Id,
            connection.RemoteEndPoint,
            id,
            new ReversePath(envelope.ReversePath),
            account,
            envelope.Recipients.Length,
            octets
        );

    /// <param name="command">Null: what is refused is no command of ours, or the connection as a whole.</param>
    public void Refused(Command? command, ReadOnlySpan<byte> line, SmtpReply reply)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation(
                "{Connection} {Client}: refused {Command}: {Reply}",
                connection.Id,
                connection.RemoteEndPoint,
                command is { NamesAddress: true } ? Printable(line) : command?.Verb ?? "-",
                reply
            );
    }

    /// <summary>The server ends the session by itself.</summary>
    public void Ended(SmtpReply reply) =>
        logger.LogInformation("{Connection} {Client}: ended: {Reply}", connection.Id, connection.RemoteEndPoint, reply);

    public void StorageFailed(StoreUnavailableException exception) =>
        logger.LogWarning(exception, "{Connection}: storage does not answer", connection.Id);

    public void LostMessage(Transaction? transaction) =>
        logger.LogInformation(
            "{Connection} {Client}: the client left in the middle of a message from {ReversePath}",
            connection.Id,
            connection.RemoteEndPoint,
            transaction?.ReversePath
        );

    // A stranger's octets must not look like log lines of ours.
    private static string Printable(ReadOnlySpan<byte> line) =>
        string.Concat(Encoding.UTF8.GetString(line).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
}
