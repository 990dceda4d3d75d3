using System.Text;
using MailCloud.Dns;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;

namespace MailCloud.SenderAuthentication.Tests.Arc;

/// <summary>Chains and what the tests do with them.</summary>
internal static class Chains
{
    public const string Server = "mx.football.example.com";

    public static async Task<ArcResult> VerifyAsync(IDnsResolver dns, byte[] message, int cut = int.MaxValue)
    {
        var (header, body) = Messages.Split(message);
        using var hashed = new HashedMessage(header);
        var verifier = new ArcVerifier(hashed);
        for (; !body.IsEmpty; body = body[Math.Min(cut, body.Length)..])
            hashed.Append(body[..Math.Min(cut, body.Length)].Span);
        return await verifier.CompleteAsync(dns, CancellationToken.None);
    }

    /// <summary>What the server does with a message that it passes on, and on which it found something.</summary>
    public static byte[] Seal(byte[] message, DkimSigningKey key, string results)
    {
        var (header, body) = Messages.Split(message);
        header = (byte[])
            [.. Messages.Bytes($"Authentication-Results: {Server}; {results}\r\n"), .. HeaderFilter.RemoveForged(header, Server).Span];
        using var hashed = new HashedMessage(header);
        var sealer = new ArcSealer(hashed, key, Server, Messages.Time);
        hashed.Append(body.Span);
        return [.. sealer.Complete(), .. header.Span, .. body.Span];
    }

    public static string Text(byte[] message) => Encoding.UTF8.GetString(message);
}
