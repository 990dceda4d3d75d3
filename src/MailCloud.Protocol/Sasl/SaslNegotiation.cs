using System.Buffers;
using System.Buffers.Text;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Telemetry;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// Carries a log-in over a connection: challenges and responses are lines of base64, <c>*</c> gives up (RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2). The
/// protocol's last word, success or not, is the caller's to write.
/// </summary>
/// <param name="prompt">What begins a challenge's line: <c>334 </c> in SMTP, <c>+ </c> in IMAP and POP3.</param>
/// <param name="service">What the log-in is for.</param>
public sealed class SaslNegotiation(IConnection connection, LineReader lines, ReadOnlyMemory<byte> prompt, MailServices service)
{
    /// <summary>The longest response in octets of base64, its CRLF included (RFC 4954 §4.5).</summary>
    public const int MaxResponseLength = 12_288;

    /// <summary>No mechanism needs more challenges than this.</summary>
    private const int MaxChallenges = 8;

    /// <summary>Runs the log-in to its end; a client that goes away has cancelled.</summary>
    /// <param name="initialResponse">In base64 as the client sent it with the command, <c>=</c> being the empty one; null: none.</param>
    public async ValueTask<SaslOutcome> RunAsync(ISaslMechanism mechanism, byte[]? initialResponse, CancellationToken cancellationToken)
    {
        var outcome = await ExchangeAsync(mechanism, initialResponse, cancellationToken);
        ProtocolMeter.LoggedIn(service, mechanism.Name, outcome.Status);
        return outcome;
    }

    private async ValueTask<SaslOutcome> ExchangeAsync(
        ISaslMechanism mechanism,
        byte[]? initialResponse,
        CancellationToken cancellationToken
    )
    {
        var tls = connection.Tls ?? throw new InvalidOperationException("Nobody logs in without TLS.");
        var exchange = mechanism.Begin(new SaslContext(connection.OriginOf(service), tls));
        byte[]? response = null;
        if (initialResponse is not null && (response = DecodeInitial(initialResponse)) is null)
            return SaslOutcome.Malformed;

        for (var challenges = 0; challenges < MaxChallenges; challenges++)
        {
            var step = await NextAsync(exchange, response, cancellationToken);
            if (step is not SaslStep.Challenge challenge)
                return ((SaslStep.End)step).Outcome;
            Write(challenge);
            var line = await lines.ReadAsync(MaxResponseLength, cancellationToken);
            if (line.Status == LineStatus.EndOfInput || line.Text.Span.SequenceEqual("*"u8))
                return SaslOutcome.Cancelled;
            if (line.Status != LineStatus.Complete || (response = Decode(line.Text.Span)) is null)
                return SaslOutcome.Malformed;
        }
        return SaslOutcome.Malformed;
    }

    private static async ValueTask<SaslStep> NextAsync(ISaslExchange exchange, byte[]? response, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange.NextAsync(response, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return new SaslStep.End(SaslOutcome.Unavailable);
        }
    }

    private void Write(SaslStep.Challenge challenge)
    {
        connection.Output.Write(prompt.Span);
        connection.Output.WriteBase64(challenge.Octets.Span);
        connection.Output.WriteCrlf();
    }

    // "=" is how an empty initial response is told from none (RFC 4954 §4).
    private static byte[]? DecodeInitial(ReadOnlySpan<byte> base64) =>
        base64.SequenceEqual("="u8) ? []
        : base64.Length is 0 or > MaxResponseLength ? null
        : Decode(base64);

    private static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        // The decoder would pass over white space, which RFC 4954 §4 has no place for.
        if (base64.ContainsAny(" \t\r\n"u8) || !Base64.IsValid(base64, out var length))
            return null;
        var octets = new byte[length];
        Base64.DecodeFromUtf8(base64, octets, out _, out _);
        return octets;
    }
}
