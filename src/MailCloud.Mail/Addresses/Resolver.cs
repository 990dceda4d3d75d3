using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Addresses;

/// <summary>Where mail for an address goes.</summary>
public enum ResolutionKind
{
    /// <summary>To accounts of ours, to remote addresses, or both.</summary>
    Deliverable,

    /// <summary>The domain is ours, the address is not (RFC 3463 X.1.1).</summary>
    UnknownAddress,

    /// <summary>The domain is not ours: the mail would have to be relayed.</summary>
    Remote,
}

/// <summary>The outcome of resolving an address.</summary>
/// <param name="Accounts">Accounts that get a copy, each once.</param>
/// <param name="Remote">Addresses elsewhere that the address stands for, each once.</param>
public sealed record Resolution(ResolutionKind Kind, ImmutableArray<AccountId> Accounts, ImmutableArray<Address> Remote);

/// <summary>Follows an address through aliases, groups, <c>+detail</c> and the catch-all to accounts.</summary>
public sealed class Resolver(IDirectory directory)
{
    public async ValueTask<Resolution> ResolveAsync(Address address, CancellationToken cancellationToken)
    {
        if (!await directory.IsLocalDomainAsync(address.Domain, cancellationToken))
            return new Resolution(ResolutionKind.Remote, [], [address]);

        var accounts = new HashSet<AccountId>();
        var remote = new HashSet<Address>();
        var seen = new HashSet<Address> { address };
        var open = new Queue<Address>([address]);
        // Each address is followed once, so that aliases that lead to each other end, and a group loses no member however large it is.
        while (open.TryDequeue(out var next))
        {
            switch (await FindAsync(next, cancellationToken))
            {
                case AccountAddress entry:
                    accounts.Add(entry.Account);
                    break;
                case AliasAddress alias:
                    foreach (var target in alias.Targets)
                        if (seen.Add(target))
                            open.Enqueue(target);
                    break;
                case null when !await directory.IsLocalDomainAsync(next.Domain, cancellationToken):
                    remote.Add(next);
                    break;
            }
        }
        var kind = accounts.Count + remote.Count > 0 ? ResolutionKind.Deliverable : ResolutionKind.UnknownAddress;
        return new Resolution(kind, [.. accounts], [.. remote]);
    }

    /// <summary>The entry for an address: its own, else that of the address without <c>+detail</c>, else the catch-all's.</summary>
    private async ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) =>
        await directory.FindAsync(address, cancellationToken)
        ?? (address.WithoutDetail() is { } plain ? await directory.FindAsync(plain, cancellationToken) : null)
        ?? await directory.FindAsync(new Address(IDirectory.CatchAll, address.Domain), cancellationToken);
}
