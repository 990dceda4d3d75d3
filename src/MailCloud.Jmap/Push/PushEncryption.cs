using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MailCloud.Jmap.Push;

/// <summary>Encrypts messages so that a push service between cannot read them (RFC 8291): <c>aes128gcm</c> of one record (RFC 8188 §2).</summary>
internal static class PushEncryption
{
    public const int AuthOctets = 16;
    public const int PointOctets = 65;

    private const int SaltOctets = 16;
    private const int TagOctets = 16;
    private const int RecordOctets = 4096;

    /// <summary>The longest message: services take bodies of 4,096 octets (RFC 8291 §4).</summary>
    public const int MaxOctets = RecordOctets - SaltOctets - 4 - 1 - PointOctets - TagOctets - 1;

    /// <summary>Whether the octets are the public key of a client (RFC 8291 §2.1).</summary>
    public static bool IsPublicKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != PointOctets || key[0] != 4)
            return false;
        try
        {
            using var client = ECDiffieHellman.Create(Parameters(key));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <param name="clientKey">The client's public key, an uncompressed point on P-256.</param>
    /// <param name="auth">The secret that the client shares with us.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> message, ReadOnlySpan<byte> clientKey, ReadOnlySpan<byte> auth)
    {
        using var server = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(message, clientKey, auth, server, RandomNumberGenerator.GetBytes(SaltOctets));
    }

    internal static byte[] Encrypt(
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> clientKey,
        ReadOnlySpan<byte> auth,
        ECDiffieHellman server,
        ReadOnlySpan<byte> salt
    )
    {
        if (message.Length > MaxOctets)
            throw new ArgumentException($"A push has at most {MaxOctets} octets.", nameof(message));
        using var client = ECDiffieHellman.Create(Parameters(clientKey));
        var serverKey = PublicKeyOf(server.ExportParameters(includePrivateParameters: false));
        var shared = server.DeriveRawSecretAgreement(client.PublicKey);
        // RFC 8291 §3.4.
        byte[] about = [.. "WebPush: info\0"u8, .. clientKey, .. serverKey];
        var material = HKDF.Expand(HashAlgorithmName.SHA256, HKDF.Extract(HashAlgorithmName.SHA256, shared, auth.ToArray()), 32, about);
        var secret = HKDF.Extract(HashAlgorithmName.SHA256, material, salt.ToArray());
        var key = HKDF.Expand(HashAlgorithmName.SHA256, secret, 16, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.Expand(HashAlgorithmName.SHA256, secret, 12, "Content-Encoding: nonce\0"u8.ToArray());

        // RFC 8188 §2.1: salt, size of records, length of the key's name, and that name, which is our public key.
        var head = SaltOctets + 4 + 1 + PointOctets;
        var encrypted = new byte[head + message.Length + 1 + TagOctets];
        salt.CopyTo(encrypted);
        BinaryPrimitives.WriteUInt32BigEndian(encrypted.AsSpan(SaltOctets), RecordOctets);
        encrypted[SaltOctets + 4] = PointOctets;
        serverKey.CopyTo(encrypted.AsSpan(SaltOctets + 5));
        // The octet behind the message says that this record is the last one.
        byte[] padded = [.. message, 2];
        using var cipher = new AesGcm(key, TagOctets);
        cipher.Encrypt(nonce, padded, encrypted.AsSpan(head, padded.Length), encrypted.AsSpan(head + padded.Length));
        return encrypted;
    }

    /// <summary>A public key as an uncompressed point.</summary>
    public static byte[] PublicKeyOf(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    private static ECParameters Parameters(ReadOnlySpan<byte> point) =>
        new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
        };
}
