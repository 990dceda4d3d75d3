using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// Says who may log in. An unknown name costs as much work as a wrong password and gives the same answer. A password that was right is
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

    private readonly Claimants claimants = new(directory);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<string, Remembered> remembered = new(StringComparer.Ordinal);

    /// <summary>Checks a name (an address of an account) and a password.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<LoginResult> VerifyAsync(LoginOrigin origin, string name, string password, CancellationToken cancellationToken)
    {
        if (name.Length > MaxLength || password.Length > MaxLength)
            return LoginResult.Refused;
        var claimant = await claimants.FindAsync(name, origin.Service, cancellationToken);
        var hash = Hash(claimant, password);
        if (IsRemembered(hash, claimant.Verifiers))
            return LoginResult.Succeeded(claimant.Account!.Value);

        // PBKDF2 takes a tenth of a second of processor: not on the caller's thread, which serves other connections.
        var salted = await Task.Run(() => claimant.Parameters.Derive(password), cancellationToken);
        if (claimant.Verifiers.FirstOrDefault(verifier => verifier.MatchesSalted(salted)) is not { } match)
            return LoginResult.Refused;
        Remember(hash, match);
        return LoginResult.Succeeded(claimant.Account!.Value);
    }

    /// <summary>Begins a log-in by SCRAM for a name, known or not.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<ScramLogin> BeginScramAsync(LoginOrigin origin, string name, CancellationToken cancellationToken) =>
        new(await claimants.FindAsync(name.Length > MaxLength ? "" : name, origin.Service, cancellationToken));

    private bool IsRemembered(string hash, ImmutableArray<ScramVerifier> verifiers) =>
        remembered.TryGetValue(hash, out var entry)
        && time.GetUtcNow() < entry.Until
        && verifiers.Any(verifier => verifier.StoredKey.AsSpan().SequenceEqual(entry.Verifier.StoredKey.AsSpan()));

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

    private string Hash(Claimant claimant, string password) =>
        Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{claimant.Account}\0{password}")));

    private sealed record Remembered(ScramVerifier Verifier, DateTimeOffset Until);
}
