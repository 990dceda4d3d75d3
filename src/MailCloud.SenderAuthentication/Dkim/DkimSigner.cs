using System.Buffers;
using System.Collections.Immutable;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>A key and where its public half is in the DNS: <c>Selector._domainkey.Domain</c>.</summary>
public sealed record DkimSigningKey(string Domain, string Selector, DkimKey Key);

/// <summary>
/// Signs a message (RFC 6376 §5) with one or more keys: relaxed in header and body, the whole body. Make it before the body is appended to the message, ask
/// it afterwards. The message is signed as it is given, so it has to be given as it will travel: lines ending with CRLF, dots not doubled.
/// </summary>
public sealed class DkimSigner
{
    private readonly HashedMessage message;
    private readonly ImmutableArray<DkimSigningKey> keys;
    private readonly TimeProvider time;
    private readonly BodyHash body;

    /// <param name="keys">One field is made with each, in this order. A key of each kind reaches those who know Ed25519 and those who do not (RFC 8463 §3).</param>
    public DkimSigner(HashedMessage message, ImmutableArray<DkimSigningKey> keys, TimeProvider time)
    {
        this.message = message;
        this.keys = keys;
        this.time = time;
        body = message.HashBody(Canonicalization.Relaxed);
    }

    /// <summary>The fields to put in front of the message, line ends included.</summary>
    public byte[] Complete() => [.. keys.SelectMany(Sign)];

    private byte[] Sign(DkimSigningKey key)
    {
        var names = SignedFields.Of(message);
        var signed = new ArrayBufferWriter<byte>(4096);
        message.WriteFields(message.Select(names), Canonicalization.Relaxed, signed);
        var field = new SignatureField(
            "DKIM-Signature",
            ("v", "1"),
            ("a", key.Key.Algorithm),
            ("c", "relaxed/relaxed"),
            ("d", key.Domain),
            ("s", key.Selector),
            ("t", $"{time.GetUtcNow().ToUnixTimeSeconds()}"),
            ("h", string.Join(':', names)),
            ("bh", Convert.ToBase64String(body.Complete())),
            ("b", "")
        );
        return field.Sign(key.Key, signed);
    }
}
