using System.Text;
using MailCloud.Mail.Authentication;
using MailCloud.Protocol.Sasl;

namespace MailCloud.Pop3.Commands;

/// <summary>
/// Logs in with a SASL mechanism (RFC 5034 §4).
/// <code>
/// C: AUTH PLAIN
/// S: +
/// C: AGFsaWNlQGV4YW1wbGUuY29tAHNlY3JldA==
/// S: +OK 2 messages, 320 octets
/// </code>
/// </summary>
/// <param name="InitialResponse">In base64, <c>=</c> being the empty one; null: none.</param>
internal sealed record Auth(byte[] Mechanism, byte[]? InitialResponse)
{
    private static readonly byte[] Prompt = "+ "u8.ToArray();

    public static Auth Parse(ref Pop3Reader arguments)
    {
        arguments.Space("Mechanism expected");
        var mechanism = arguments.Word().ToArray();
        return new Auth(mechanism, arguments.TrySpace() ? arguments.Word().ToArray() : null);
    }

    public static string? Capability(Pop3Session session)
    {
        var names = session.Server.Mechanisms.OfferedTo(session.Connection).Select(mechanism => mechanism.Name);
        return string.Join(' ', names) is { Length: > 0 } list ? $"SASL {list}" : null;
    }

    public static async ValueTask<Pop3Reply> ExecuteAsync(Auth command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (session.Connection.Tls is null)
            return Pop3Reply.Broken("Log in over TLS");
        if (session.Server.Mechanisms.Find(session.Connection, command.Mechanism) is not { } mechanism)
            return Pop3Reply.Fault("There is no such mechanism");
        var negotiation = new SaslNegotiation(session.Connection, session.Lines, Prompt, MailServices.Pop3);
        return await session.LogInAsync(await negotiation.RunAsync(mechanism, command.InitialResponse, session.Waiting), cancellationToken);
    }

    /// <summary>Never the response, which holds the password.</summary>
    public override string ToString() => $"{nameof(Auth)} {Encoding.ASCII.GetString(Mechanism)}";
}
