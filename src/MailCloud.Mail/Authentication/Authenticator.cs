using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// Says who may log in. An unknown name costs as much work as a wrong password and gives the same answer. A password that was right is
/// remembered for some minutes as a hash under a key of this process, so that a phone's next log-in costs no PBKDF2; a password that was changed or
/// revoked is refused at once all the same.
/// </summary>
/// <param name="tokens">Null: nobody logs in with tokens.</param>
public sealed class Authenticator(IDirectory directory, TimeProvider time, ITokenVerifier? tokens = null)
{
    /// <summary>How long a verified password is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>The longest name and password looked at, in characters: PBKDF2 of a stranger's megabyte would be his gain.</summary>
    private const int MaxLength = 1024;

    private const int MaxRemembered = 10_000;

    private static readonly Address Nobody = new("nobody", "invalid");
    private static readonly LegacySecret NoSecret = LegacySecret.Create(Nobody.Canonical, RandomNumberGenerator.GetHexString(32));

    private readonly Claimants claimants = new(directory);
    private readonly LoginThrottle throttle = new(time);
    private readonly RateLimit<string> refreshes = new(count: 1, window: TimeSpan.FromMinutes(1), time);

    // Of the whole process. Guesses must not take all processors and all time: as many at once as there are processors, and some seconds' worth that wait.
    private static readonly ConcurrencyLimiter Derivations = new(
        new ConcurrencyLimiterOptions { PermitLimit = Environment.ProcessorCount, QueueLimit = 32 * Environment.ProcessorCount }
    );

    private readonly byte[] key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<string, Remembered> remembered = new(StringComparer.Ordinal);

    /// <summary>Checks a name (an address of an account) and a password.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<LoginResult> VerifyAsync(LoginOrigin origin, string name, string password, CancellationToken cancellationToken)
    {
        if (name.Length > MaxLength || password.Length > MaxLength)
            return LoginResult.Refused;
        return await ThrottleAsync(
            origin,
            name,
            async () => await VerifyAsync(await claimants.FindAsync(name, origin.Service, cancellationToken), password, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Begins a log-in by SCRAM for a name, known or not.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<ScramLogin> BeginScramAsync(LoginOrigin origin, string name, CancellationToken cancellationToken)
    {
        var claimed = name.Length > MaxLength ? "" : name;
        var claimant = await claimants.FindAsync(claimed, origin.Service, cancellationToken);
        return new ScramLogin(claimant, (check, cancel) => ThrottleAsync(origin, claimed, () => new(check()), cancel));
    }

    /// <summary>What checks tokens; null: nobody logs in with them.</summary>
    public ITokenVerifier? Tokens => tokens;

    /// <summary>Checks an access token. It cannot be guessed, and so a wrong one makes nobody wait.</summary>
    /// <param name="name">An address of the account that the client means; null: that of the token.</param>
    /// <exception cref="StoreUnavailableException">The directory or the issuer cannot be asked.</exception>
    public async ValueTask<TokenResult> VerifyTokenAsync(
        LoginOrigin origin,
        string? name,
        string token,
        CancellationToken cancellationToken
    )
    {
        if (tokens is null || await tokens.VerifyAsync(token, cancellationToken) is not { } verified)
            return TokenResult.Invalid;
        if (!verified.Services.HasFlag(origin.Service))
            return TokenResult.WrongScope;
        var account = await FindAccountAsync(verified.Address, cancellationToken);
        var isMeant =
            name is null || (Address.TryParse(name, out var meant) && await FindAccountAsync(meant, cancellationToken) == account);
        return account is { } known && isMeant ? new TokenResult(TokenStatus.Accepted, known) : TokenResult.Invalid;
    }

    /// <summary>Whether a domain allows CRAM-MD5 and DIGEST-MD5, as <see cref="RefreshAsync"/> found.</summary>
    public bool OffersLegacy { get; private set; }

    /// <summary>Finds out what the domains allow, at most once a minute; what cannot be found out now stays as it was.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (!refreshes.TryTake(nameof(OffersLegacy)))
            return;
        try
        {
            OffersLegacy = await directory
                .ListDomainsAsync(cancellationToken)
                .AnyAsync(domain => domain.AllowsLegacyMechanisms, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Whoever logs in now is told so; the list of mechanisms can wait.
        }
    }

    /// <summary>Checks a log-in by CRAM-MD5 or DIGEST-MD5.</summary>
    /// <param name="proves">Whether what the client said needs this secret.</param>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<LoginResult> VerifyLegacyAsync(
        LoginOrigin origin,
        string name,
        Func<LegacySecret, bool> proves,
        CancellationToken cancellationToken
    )
    {
        return name.Length > MaxLength ? LoginResult.Refused : await ThrottleAsync(origin, name, CheckAsync, cancellationToken);

        async ValueTask<LoginResult> CheckAsync()
        {
            // An unknown name takes the same calls of the directory, and the same hashes.
            var address = Address.TryParse(name, out var parsed) ? parsed : Nobody;
            var domain = await directory.FindDomainAsync(address.Domain, cancellationToken);
            var account = await FindAccountAsync(address, cancellationToken);
            var secret = await directory.FindLegacySecretAsync(account ?? new AccountId(Nobody.Canonical), cancellationToken);
            var isProved = proves(secret ?? NoSecret);
            return isProved && secret is not null && account is { } known && domain is { AllowsLegacyMechanisms: true }
                ? LoginResult.Succeeded(known)
                : LoginResult.Refused;
        }
    }

    private async ValueTask<AccountId?> FindAccountAsync(Address address, CancellationToken cancellationToken) =>
        await directory.FindAsync(address, cancellationToken) is AccountAddress entry ? entry.Account : null;

    /// <summary>Lets a check of something wait as failures of this name and this client's network make it, and remembers its outcome.</summary>
    private async ValueTask<LoginResult> ThrottleAsync(
        LoginOrigin origin,
        string name,
        Func<ValueTask<LoginResult>> check,
        CancellationToken cancellationToken
    )
    {
        var attempt = throttle.Begin(Claimants.Canonicalize(name), origin.Client);
        if (attempt.IsRefused)
            return LoginResult.TryLater;
        var result = LoginResult.TryLater;
        try
        {
            if (attempt.Delay > TimeSpan.Zero)
                await Task.Delay(attempt.Delay, time, cancellationToken);
            result = await check();
        }
        finally
        {
            if (result.Status != LoginStatus.Refused)
                attempt.TakeBack(result.Status == LoginStatus.Succeeded);
        }
        return result;
    }

    private async ValueTask<LoginResult> VerifyAsync(Claimant claimant, string password, CancellationToken cancellationToken)
    {
        var hash = Hash(claimant, password);
        if (FindRemembered(hash, claimant.Verifiers) is { } known)
            return LoginResult.Succeeded(claimant.Account!.Value, known);

        using var turn = await Derivations.AcquireAsync(1, cancellationToken);
        if (!turn.IsAcquired)
            return LoginResult.TryLater;
        // PBKDF2 takes a tenth of a second of processor: not on the caller's thread, which serves other connections.
        var salted = await Task.Run(() => claimant.Parameters.Derive(password), cancellationToken);
        if (claimant.Verifiers.FirstOrDefault(verifier => verifier.MatchesSalted(salted)) is not { } match)
            return LoginResult.Refused;
        Remember(hash, match);
        return LoginResult.Succeeded(claimant.Account!.Value, match);
    }

    private ScramVerifier? FindRemembered(string hash, ImmutableArray<ScramVerifier> verifiers) =>
        remembered.TryGetValue(hash, out var entry) && time.GetUtcNow() < entry.Until
            ? verifiers.FirstOrDefault(verifier => verifier.StoredKey.AsSpan().SequenceEqual(entry.Verifier.StoredKey.AsSpan()))
            : null;

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
