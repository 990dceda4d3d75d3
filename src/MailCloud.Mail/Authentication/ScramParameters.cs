using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// How a password becomes a verifier (RFC 5802 §3): salt and PBKDF2 rounds. All credentials of an account share them, since a SCRAM client is told one salt
/// before it says anything from which one could know which password it has.
/// </summary>
public sealed record ScramParameters(ImmutableArray<byte> Salt, int Iterations)
{
    /// <summary>PBKDF2 rounds for new accounts.</summary>
    public const int DefaultIterations = 65_536;

    internal const int SaltOctets = 16;

    /// <summary>For an account's first credential.</summary>
    public static ScramParameters New(int iterations = DefaultIterations) =>
        new([.. RandomNumberGenerator.GetBytes(SaltOctets)], iterations);

    /// <summary>What the account's credentials share; null: it has none.</summary>
    public static ScramParameters? SharedBy(ImmutableArray<Credential> credentials) =>
        credentials.MinBy(credential => credential.IsPassword ? 0 : 1)?.Verifier.Parameters;

    /// <summary>The password after its rounds of PBKDF2 (SaltedPassword). Takes a tenth of a second or so, on purpose.</summary>
    public byte[] Derive(string password) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            Salt.AsSpan(),
            Iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );

    public bool Equals(ScramParameters? other) =>
        other is not null && Iterations == other.Iterations && Salt.AsSpan().SequenceEqual(other.Salt.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Iterations, Salt.Length);
}
