using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Messages with signatures and chains that hold.</summary>
internal static class SignedMessages
{
    private const string Server = "mail.example.com";

    public static readonly DkimSigningKey Rsa = new("example.com", "r", DkimKey.Create(DkimKeyKind.Rsa));
    public static readonly DkimSigningKey Ed25519 = new("example.com", "e", DkimKey.Create(DkimKeyKind.Ed25519));

    private static ReadOnlySpan<byte> Plain =>
        "From: Alice <alice@example.com>\r\nTo: bob@example.net\r\nSubject: Dinner\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\nHi.\r\n\r\nAre  you hungry? \r\n\r\n"u8;

    public static IEnumerable<byte[]> All()
    {
        byte[] plain = [.. Plain];
        var signed = Sign(plain, Rsa);
        var sealedOnce = Seal(signed);
        return
        [
            plain,
            signed,
            Sign(plain, Rsa, Ed25519),
            sealedOnce,
            Seal(sealedOnce),
            [.. "X-Key: v=DKIM1; k=rsa; p=MIGf\r\n"u8, .. signed],
        ];
    }

    private static byte[] Sign(byte[] message, params DkimSigningKey[] keys)
    {
        var end = HeaderBlock.LengthIn(message);
        using var hashed = new HashedMessage(message.AsMemory(0, end));
        var signer = new DkimSigner(hashed, [.. keys], FuzzWorld.Time);
        hashed.Append(message.AsSpan(end));
        return [.. signer.Complete(), .. message];
    }

    private static byte[] Seal(byte[] message)
    {
        byte[] found = [.. "Authentication-Results: mail.example.com; dmarc=pass; arc=pass\r\n"u8, .. message];
        var end = HeaderBlock.LengthIn(found);
        using var hashed = new HashedMessage(found.AsMemory(0, end));
        var sealer = new ArcSealer(hashed, Rsa, Server, FuzzWorld.Time);
        hashed.Append(found.AsSpan(end));
        return [.. sealer.Complete(), .. found];
    }
}
