using System.Collections.Immutable;
using System.Text;
using MailCloud.Dns;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Dkim;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.SenderAuthentication.Tests;

/// <summary>Messages and what the tests do with them.</summary>
internal static class Messages
{
    public static readonly FakeTimeProvider Time = new(DateTimeOffset.FromUnixTimeSeconds(1_750_000_000));

    /// <summary>The message of RFC 6376 appendix A.1 without its first field.</summary>
    public const string Dinner =
        "From: Joe SixPack <joe@football.example.com>\r\n"
        + "To: Suzie Q <suzie@shopping.example.net>\r\n"
        + "Subject: Is dinner ready?\r\n"
        + "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
        + "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
        + "\r\n"
        + "Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The header, its blank line included, and the body.</summary>
    public static (ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Body) Split(byte[] message)
    {
        var length = HeaderBlock.LengthIn(message);
        return (message.AsMemory(0, length), message.AsMemory(length));
    }

    public static Task<ImmutableArray<DkimResult>> VerifyAsync(IDnsResolver dns, string message) => VerifyAsync(dns, Bytes(message));

    /// <param name="cut">How many octets of the body are appended at a time.</param>
    public static async Task<ImmutableArray<DkimResult>> VerifyAsync(IDnsResolver dns, byte[] message, int cut = int.MaxValue)
    {
        var (header, body) = Split(message);
        using var hashed = new HashedMessage(header);
        var verifier = new DkimVerifier(hashed, Time);
        for (; !body.IsEmpty; body = body[Math.Min(cut, body.Length)..])
            hashed.Append(body[..Math.Min(cut, body.Length)].Span);
        return await verifier.CompleteAsync(dns, CancellationToken.None);
    }

    public static byte[] Sign(byte[] message, params DkimSigningKey[] keys)
    {
        var (header, body) = Split(message);
        using var hashed = new HashedMessage(header);
        var signer = new DkimSigner(hashed, [.. keys], Time);
        hashed.Append(body.Span);
        return [.. signer.Complete(), .. message];
    }
}
