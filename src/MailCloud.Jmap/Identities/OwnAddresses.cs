using System.Collections.Concurrent;
using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Identities;

/// <summary>
/// The addresses of accounts: the one that an account is named by, and the others of that domain that are its own or stand for it alone. The directory answers for an
/// address and not for an account, so they are found by going through the domain, and kept for a while.
/// </summary>
public sealed class OwnAddresses(IDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Accounts that are kept in memory.</summary>
    private const int Capacity = 10_000;

    /// <summary>Addresses of one account that are told.</summary>
    private const int MaxAddresses = 50;

    private readonly Resolver resolver = new(directory);
    private readonly ConcurrentDictionary<AccountId, (ImmutableArray<Address> Addresses, DateTimeOffset Until)> known = new();

    /// <summary>The primary address first, the others by name.</summary>
    /// <exception cref="StoreUnavailableException">The directory does not answer.</exception>
    public async ValueTask<ImmutableArray<Address>> OfAsync(AccountId account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(account, out var found) && found.Until > now)
            return found.Addresses;
        var addresses = await FindAsync(account, cancellationToken);
        if (known.Count >= Capacity)
            known.Clear();
        known[account] = (addresses, now + Lifetime);
        return addresses;
    }

    /// <summary>Whether mail for an address reaches the account: it may write in its name.</summary>
    /// <exception cref="StoreUnavailableException">The directory does not answer.</exception>
    public async ValueTask<bool> IsOfAsync(AccountId account, Address address, CancellationToken cancellationToken) =>
        (await resolver.ResolveAsync(address, cancellationToken)).Accounts.Contains(account);

    private async ValueTask<ImmutableArray<Address>> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(account.Value, out var primary))
            return [];
        var addresses = ImmutableArray.CreateBuilder<Address>();
        addresses.Add(primary);
        await foreach (var entry in directory.ListAsync(primary.Domain, cancellationToken))
        {
            var isOwn = entry switch
            {
                AccountAddress own => own.Account == account,
                AliasAddress { Targets: [var only] } => only == primary,
                _ => false,
            };
            if (isOwn && entry.Address != primary && entry.Address.LocalPart is not IDirectory.CatchAll && addresses.Count < MaxAddresses)
                addresses.Add(entry.Address);
        }
        return addresses.ToImmutable();
    }
}
