using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;

namespace MailCloud.SenderAuthentication.Srs;

/// <summary>
/// The Sender Rewriting Scheme: a message that is forwarded gets a reverse-path of ours, so that SPF (RFC 7208 §10.3) does not fail at the next server, and what is returned to that
/// path can be passed on to the one who sent it. The path carries all that is needed, so nothing has to be stored.
/// </summary>
/// <remarks>
/// <c>SRS0=hash=time=domain=local@ours</c> stands for <c>local@domain</c>; <c>SRS1=hash=first==rest@ours</c> for a path that another server, the first, has rewritten as
/// SRS0 already. The hash keeps strangers from having mail forwarded to anybody. Nothing depends on upper and lower case, which not all servers keep.
/// </remarks>
public sealed class SenderRewriting : IReturnPaths
{
    /// <summary>How long a path is good for: longer than anybody tries to deliver, and as short as can be, since whoever has seen it can write to it.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(21);

    private const int MinSecretOctets = 16;
    private const int HashLength = 6;

    // Two digits of five bits each: the day repeats after nearly three years.
    private const int Days = 1024;
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly ImmutableArray<byte[]> secrets;
    private readonly TimeProvider time;

    /// <param name="secrets">Paths are made with the first and accepted with all: so secrets can be replaced. Each has at least 16 octets.</param>
    public SenderRewriting(IEnumerable<byte[]> secrets, TimeProvider time)
    {
        this.secrets = [.. secrets];
        this.time = time;
        if (this.secrets.IsEmpty || this.secrets.Any(secret => secret.Length < MinSecretOctets))
            throw new ArgumentException($"There must be a secret of at least {MinSecretOctets} octets.", nameof(secrets));
    }

    /// <summary>The reverse-path with which a message from this sender is forwarded.</summary>
    /// <param name="localDomain">A domain of ours, which is where non-delivery is reported to.</param>
    /// <returns>
    /// The sender as it is if it is of that domain; null if the new local part would be longer than RFC 5321 §4.5.3.1.1 allows: then the message can only travel with the null
    /// reverse-path, and nobody hears when it is not delivered.
    /// </returns>
    public Address? Forward(Address sender, string localDomain)
    {
        if (string.Equals(sender.Domain, localDomain, StringComparison.OrdinalIgnoreCase))
            return sender;
        var local = Rewritten(sender);
        return Encoding.UTF8.GetByteCount(local) <= Address.MaxLocalPartOctets ? new Address(local, localDomain) : null;
    }

    /// <summary>Whom a local part of ours stands for. Null: it is none that we made, or too old.</summary>
    public Address? TryReverse(string localPart)
    {
        if (Opaque(localPart, "SRS0") is { } plain && Signed(plain[1..]) is { } body)
            return body.Split('=', 3) is [var day, var domain, var local] && IsRecent(day) ? ToAddress(local, domain) : null;
        if (Opaque(localPart, "SRS1") is { } chained && Signed(chained[1..]) is { } rest)
            return rest.Split('=', 2) is [var first, var opaque] ? ToAddress($"SRS0{opaque}", first) : null;
        return null;
    }

    private string Rewritten(Address sender)
    {
        if (Opaque(sender.LocalPart, "SRS0") is { } opaque)
            return $"SRS1={Sign($"{sender.Domain}={opaque}")}";
        // The first server keeps its place; only the hash of the one before us gives way to ours.
        if (Opaque(sender.LocalPart, "SRS1") is { } chained && chained[1..].Split('=', 2) is [_, var rest])
            return $"SRS1={Sign(rest)}";
        return $"SRS0={Sign($"{DayText(Today)}={sender.Domain}={sender.LocalPart}")}";
    }

    /// <summary>What follows the name of the scheme, with the separator that it begins with. Null: it is no address of this scheme.</summary>
    private static string? Opaque(string localPart, string scheme) =>
        localPart.Length > scheme.Length
        && localPart.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        && localPart[scheme.Length] is '=' or '+' or '-'
            ? localPart[scheme.Length..]
            : null;

    private string Sign(string body) => $"{Hash(secrets[0], body)}={body}";

    /// <summary>The body behind a hash that one of our secrets made; null: there is none.</summary>
    private string? Signed(string text)
    {
        if (text.Split('=', 2) is not [var hash, var body])
            return null;
        var given = Encoding.UTF8.GetBytes(hash.ToLowerInvariant());
        return secrets.Any(secret => CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Hash(secret, body))))
            ? body
            : null;
    }

    private static string Hash(byte[] secret, string body)
    {
        var mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(body.ToLowerInvariant()));
        return string.Concat(mac.Take(HashLength).Select(octet => Digits[octet % Digits.Length]));
    }

    private int Today => (int)(time.GetUtcNow().ToUnixTimeSeconds() / (24 * 60 * 60) % Days);

    private static string DayText(int day) => $"{Digits[day / Digits.Length]}{Digits[day % Digits.Length]}";

    private bool IsRecent(string text)
    {
        if (text.ToLowerInvariant() is not [var high, var low] || !Digits.Contains(high) || !Digits.Contains(low))
            return false;
        var age = (Today - (Digits.IndexOf(high) * Digits.Length) - Digits.IndexOf(low) + Days) % Days;
        // The clock of another server of ours may be ahead.
        return age <= Validity.Days || age == Days - 1;
    }

    private static Address? ToAddress(string local, string domain) =>
        local.Length > 0 && DomainName.IsValid(domain) ? new Address(local, domain) : null;
}
