using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Mail.Authentication;

/// <summary>A password's verifier under a name: <see cref="Password"/>, or <c>app-{id}</c> for an app password.</summary>
public sealed record Credential(string Name, ScramVerifier Verifier)
{
    public const string Password = "password";
}

/// <summary>
/// What is kept of a password: a SCRAM-SHA-256 verifier (RFC 5802 §3, RFC 7677), from which neither the password nor a log-in can be made. The same one
/// serves PLAIN, LOGIN and SCRAM.
/// </summary>
public sealed record ScramVerifier(
    ImmutableArray<byte> Salt,
    int Iterations,
    ImmutableArray<byte> StoredKey,
    ImmutableArray<byte> ServerKey
)
{
    /// <summary>PBKDF2 rounds for new passwords.</summary>
    public const int DefaultIterations = 600_000;

    private const int SaltOctets = 16;

    /// <summary>Makes the verifier of a password. Takes a tenth of a second or so, on purpose.</summary>
    public static ScramVerifier Create(string password, int iterations = DefaultIterations) =>
        Derive(password, RandomNumberGenerator.GetBytes(SaltOctets), iterations);

    /// <summary>Whether this is the password; the comparison takes the same time wherever they differ.</summary>
    public bool Matches(string password)
    {
        var derived = Derive(password, [.. Salt], Iterations);
        return CryptographicOperations.FixedTimeEquals(derived.StoredKey.AsSpan(), StoredKey.AsSpan());
    }

    private static ScramVerifier Derive(string password, byte[] salt, int iterations)
    {
        var saltedPassword = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var clientKey = HMACSHA256.HashData(saltedPassword, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(saltedPassword, "Server Key"u8);
        return new ScramVerifier([.. salt], iterations, [.. SHA256.HashData(clientKey)], [.. serverKey]);
    }
}
