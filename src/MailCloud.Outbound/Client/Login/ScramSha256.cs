using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Outbound.Client.Login;

/// <summary>
/// SCRAM-SHA-256 (RFC 5802 §3, RFC 7677 §3): the password does not leave us, and the server has to prove that it knows it. Without channel binding.
/// </summary>
internal sealed class ScramSha256(Credentials credentials, string nonce) : IClientMechanism
{
    // RFC 5802 §7: "n,," in base64, no channel binding and no other identity.
    private const string Header = "n,,";
    private const string EncodedHeader = "biws";

    // A server that asks for more wants to keep us busy.
    private const int MaxIterations = 10_000_000;

    private readonly string firstBare = $"n={Escape(credentials.User)},r={nonce}";
    private byte[]? serverSignature;

    public ScramSha256(Credentials credentials)
        : this(credentials, Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))) { }

    public bool IsComplete { get; private set; }

    public byte[] Begin() => Encoding.UTF8.GetBytes(Header + firstBare);

    public byte[] Answer(byte[] challenge)
    {
        var text = Encoding.UTF8.GetString(challenge);
        if (serverSignature is null)
            return Encoding.UTF8.GetBytes(Final(text));
        Verify(text);
        return [];
    }

    private string Final(string serverFirst)
    {
        if (
            serverFirst.Split(',') is not [['r', '=', .. var fullNonce], ['s', '=', .. var encodedSalt], ['i', '=', .. var count], ..]
            || !fullNonce.StartsWith(nonce, StringComparison.Ordinal)
            || !int.TryParse(count, out var iterations)
            || iterations is < 1 or > MaxIterations
            || !TryDecode(encodedSalt, out var salt)
        )
            throw new ConversationException("4.7.0", "The server's SCRAM challenge is not well-formed");
        var finalWithoutProof = $"c={EncodedHeader},r={fullNonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{firstBare},{serverFirst},{finalWithoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(credentials.Password),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var proof = HMACSHA256.HashData(salted, "Client Key"u8);
        var clientSignature = HMACSHA256.HashData(SHA256.HashData(proof), authMessage);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientSignature[i];
        serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage);
        return $"{finalWithoutProof},p={Convert.ToBase64String(proof)}";
    }

    private void Verify(string serverFinal)
    {
        if (
            serverFinal.Split(',')[0] is not ['v', '=', .. var encoded]
            || !TryDecode(encoded, out var signature)
            || !CryptographicOperations.FixedTimeEquals(signature, serverSignature)
        )
            throw new ConversationException("4.7.0", "The server did not prove that it knows the password");
        IsComplete = true;
    }

    private static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    private static bool TryDecode(string text, out byte[] octets)
    {
        octets = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, octets, out var length);
        octets = octets[..length];
        return isBase64;
    }
}
