using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Webmail.Login.Factors;

/// <summary>Makes and checks recovery codes: four groups like <c>k7pq-</c>, 79 bits at random.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    // Without letters and digits that look alike.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int GroupLength = 4;
    private const int SaltOctets = 16;

    /// <summary>A set of codes, to be shown once, and what is kept of it.</summary>
    public static (IReadOnlyList<string> Codes, RecoveryBody Body) Create()
    {
        string[] codes = [.. Enumerable.Range(0, Count).Select(_ => Make())];
        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        return (codes, new RecoveryBody(salt, [.. codes.Select(code => Hash(salt, code))]));
    }

    /// <summary>What is left when a code was used; null: it is none of these.</summary>
    /// <param name="code">As somebody typed it.</param>
    public static RecoveryBody? Use(RecoveryBody body, string code)
    {
        var hash = Hash(body.Salt, code);
        // All are compared, whichever it is.
        var used = body.Hashes.Where(one => CryptographicOperations.FixedTimeEquals(one, hash)).ToList();
        return used.Count == 0 ? null : body with { Hashes = [.. body.Hashes.Except(used)] };
    }

    private static string Make() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));

    private static byte[] Hash(byte[] salt, string code)
    {
        var letters = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(letters)]);
    }
}
