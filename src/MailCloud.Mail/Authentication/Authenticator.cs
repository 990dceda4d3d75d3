using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// Checks a name and password. An unknown name costs as much work as a wrong password and gives the same answer. A password that was right is
/// remembered for some minutes as a hash under a key of this process, so that a phone's next log-in costs no PBKDF2; a password that was changed or
/// revoked is refused at once all the same.
/// </summary>
public sealed class Authenticator(IDirectory directory, TimeProvider time)
{
    /// <summary>How long a verified password is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>The longest name and password looked at, in characters: PBKDF2 of a stranger's megabyte would be his gain.</summary>
    private const int MaxLength = 1024;

    private const int MaxRemembered = 10_000;

    // No password has this verifier; unknown names are checked against it, so that they take the time of known ones.
    private static readonly ScramVerifier Decoy = new(
        [.. RandomNumberGenerator.GetBytes(16)],
        ScramVerifier.DefaultIterations,
        [.. RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)],
        [.. RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)]
    );

    private readonly byte[] key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<string, Remembered> remembered = new(StringComparer.Ordinal);

    /// <summary>The account that the name (an address of it) and password open; null: they open none.</summary>
    public async ValueTask<AccountId?> VerifyAsync(string name, string password, CancellationToken cancellationToken)
    {
        if (name.Length > MaxLength || password.Length > MaxLength)
            return null;
        var account = await FindAccountAsync(name, cancellationToken);
        ImmutableArray<Credential> credentials = account is { } found ? await directory.FindCredentialsAsync(found, cancellationToken) : [];
        if (account is not { } known || credentials.IsEmpty)
        {
            await MatchAsync([Decoy], password, cancellationToken);
            return null;
        }

        var hash = Hash(known, password);
        if (IsRemembered(hash, credentials))
            return known;
        if (await MatchAsync([.. credentials.Select(credential => credential.Verifier)], password, cancellationToken) is not { } verifier)
            return null;
        Remember(hash, verifier);
        return known;
    }

    private async ValueTask<AccountId?> FindAccountAsync(string name, CancellationToken cancellationToken) =>
        Address.TryParse(name, out var address) && await directory.FindAsync(address, cancellationToken) is AccountAddress entry
            ? entry.Account
            : null;

    // PBKDF2 takes a tenth of a second of processor: not on the caller's thread, which serves other connections.
    private static Task<ScramVerifier?> MatchAsync(
        ImmutableArray<ScramVerifier> verifiers,
        string password,
        CancellationToken cancellationToken
    ) => Task.Run(() => verifiers.FirstOrDefault(verifier => verifier.Matches(password)), cancellationToken);

    private bool IsRemembered(string hash, ImmutableArray<Credential> credentials) =>
        remembered.TryGetValue(hash, out var entry)
        && time.GetUtcNow() < entry.Until
        && credentials.Any(credential => credential.Verifier.StoredKey.AsSpan().SequenceEqual(entry.Verifier.StoredKey.AsSpan()));

    private void Remember(string hash, ScramVerifier verifier)
    {
        var now = time.GetUtcNow();
        if (remembered.Count >= MaxRemembered)
            foreach (var (old, entry) in remembered)
                if (entry.Until <= now)
                    remembered.TryRemove(old, out _);
        if (remembered.Count < MaxRemembered)
            remembered[hash] = new Remembered(verifier, now + Memory);
    }

    private string Hash(AccountId account, string password) =>
        Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{account}\0{password}")));

    private sealed record Remembered(ScramVerifier Verifier, DateTimeOffset Until);
}
