using System.Collections.Immutable;
using System.Security.Cryptography;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// What is kept of a password: a SCRAM-SHA-256 verifier (RFC 5802 §3, RFC 7677), from which neither the password nor a log-in can be made. The same one
/// serves PLAIN, LOGIN and SCRAM. Comparisons take the same time wherever the two differ.
/// </summary>
public sealed record ScramVerifier(ImmutableArray<byte> StoredKey, ImmutableArray<byte> ServerKey, ScramParameters Parameters)
{
    /// <summary>Makes the verifier of a password. Takes a tenth of a second or so, on purpose.</summary>
    public static ScramVerifier Create(string password, ScramParameters parameters)
    {
        var saltedPassword = parameters.Derive(password);
        return new ScramVerifier([.. StoredKeyOf(saltedPassword)], [.. HMACSHA256.HashData(saltedPassword, "Server Key"u8)], parameters);
    }

    /// <summary>Makes the verifier of a password that is an account's first.</summary>
    public static ScramVerifier Create(string password, int iterations = ScramParameters.DefaultIterations) =>
        Create(password, ScramParameters.New(iterations));

    /// <summary>Whether this is the password.</summary>
    public bool Matches(string password) => MatchesSalted(Parameters.Derive(password));

    /// <summary>Whether this is the password that <see cref="ScramParameters.Derive"/> of <see cref="Parameters"/> gave this for.</summary>
    public bool MatchesSalted(ReadOnlySpan<byte> saltedPassword) =>
        CryptographicOperations.FixedTimeEquals(StoredKeyOf(saltedPassword), StoredKey.AsSpan());

    /// <summary>Whether a client that sent this proof knows the password (RFC 5802 §3, ClientProof).</summary>
    /// <param name="messages">What the two sides said before (AuthMessage).</param>
    public bool IsProved(ReadOnlySpan<byte> messages, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != SHA256.HashSizeInBytes)
            return false;
        var clientKey = HMACSHA256.HashData(StoredKey.AsSpan(), messages);
        for (var i = 0; i < clientKey.Length; i++)
            clientKey[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), StoredKey.AsSpan());
    }

    /// <summary>Proves to the client that the server has this verifier (RFC 5802 §3, ServerSignature).</summary>
    public byte[] Sign(ReadOnlySpan<byte> messages) => HMACSHA256.HashData(ServerKey.AsSpan(), messages);

    private static byte[] StoredKeyOf(ReadOnlySpan<byte> saltedPassword) =>
        SHA256.HashData(HMACSHA256.HashData(saltedPassword, "Client Key"u8));
}
