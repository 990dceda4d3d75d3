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
public sealed record Resolution(ResolutionKind Kind, ImmutableArray<AccountId> Accounts, ImmutableArray<Address> Remote)
{
    /// <summary>Whether this is everybody, and not only who was found first.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The one account that the address leads to, and to nobody else; null: to more, elsewhere, or nowhere.</summary>
    public AccountId? OnlyAccount => IsWhole && Accounts is [var account] && Remote.IsEmpty ? account : null;
}

/// <summary>
/// Follows an address through aliases, groups, <c>+detail</c> and the catch-all to accounts. A domain's role addresses (<see cref="RoleAddress"/>) that have no entry
/// lead to its postmaster.
/// </summary>
/// <param name="returnPaths">Addresses that stand for the senders of forwarded mail; null: there are none.</param>
public sealed class Resolver(IDirectory directory, IReturnPaths? returnPaths = null)
{
    /// <summary>How many members of a group are looked up at the same time.</summary>
    private const int MaxConcurrentReads = 16;

    /// <summary>Everybody whom mail for an address reaches.</summary>
    public ValueTask<Resolution> ResolveAsync(Address address, CancellationToken cancellationToken) =>
        FollowAsync(address, toFirst: false, cancellationToken);

    /// <summary>
    /// Whether mail for an address reaches anybody, with few reads however large a group is: what is found is somebody of those whom
    /// <see cref="ResolveAsync"/> finds.
    /// </summary>
    public ValueTask<Resolution> ProbeAsync(Address address, CancellationToken cancellationToken) =>
        FollowAsync(address, toFirst: true, cancellationToken);

    private async ValueTask<Resolution> FollowAsync(Address address, bool toFirst, CancellationToken cancellationToken)
    {
        if (await directory.FindDomainAsync(address.CanonicalDomain, cancellationToken) is not { } domain)
            return new Resolution(ResolutionKind.Remote, [], [address]);
        var entry = await FindAsync(address, domain, cancellationToken);
        if (entry is AccountAddress { Account: var account })
            return new Resolution(ResolutionKind.Deliverable, [account], []);

        var found = new Found();
        var seen = new HashSet<Address> { address };
        var open = new Queue<Address>(TargetsOf(entry).Where(seen.Add));
        // Each address is followed once, so that aliases that lead to each other end, and a group loses no member however large it is.
        while (open.Count > 0 && !(toFirst && found.IsAny))
        {
            var wave = new Address[Math.Min(open.Count, MaxConcurrentReads)];
            for (var i = 0; i < wave.Length; i++)
                wave[i] = open.Dequeue();
            var targets = await Task.WhenAll(wave.Select(next => FollowOneAsync(next, found, cancellationToken)));
            foreach (var target in targets.SelectMany(next => next).Where(seen.Add))
                open.Enqueue(target);
        }
        return found.ToResolution() with { IsWhole = open.Count == 0 };
    }

    /// <summary>Notes where an address leads, and gives those that have to be followed further.</summary>
    private async Task<ImmutableArray<Address>> FollowOneAsync(Address address, Found found, CancellationToken cancellationToken)
    {
        if (await directory.FindDomainAsync(address.CanonicalDomain, cancellationToken) is not { } domain)
        {
            found.Add(address);
            return [];
        }
        var entry = await FindAsync(address, domain, cancellationToken);
        if (entry is AccountAddress { Account: var account })
            found.Add(account);
        return TargetsOf(entry);
    }

    /// <summary>
    /// The entry for an address: the sender that it stands for, else its own, else that of the address without <c>+detail</c>, else, for a role, the domain's postmaster, else the catch-all's.
    /// </summary>
    private async ValueTask<AddressEntry?> FindAsync(Address address, Domain domain, CancellationToken cancellationToken)
    {
        if (returnPaths?.TryReverse(address.LocalPart) is { } sender)
            return new AliasAddress(address, [sender]);
        var entry =
            await directory.FindAsync(address, cancellationToken)
            ?? (address.WithoutDetail() is { } plain ? await directory.FindAsync(plain, cancellationToken) : null);
        if (entry is not null)
            return entry;
        return domain.Postmaster is { } postmaster && RoleAddress.IsRole(address)
            ? new AliasAddress(address, [postmaster])
            : await directory.FindAsync(new Address(IDirectory.CatchAll, domain.Name), cancellationToken);
    }

    private static ImmutableArray<Address> TargetsOf(AddressEntry? entry) => entry is AliasAddress alias ? alias.Targets : [];

    /// <summary>Where an address leads, as far as it was followed; several look-ups may add to it at a time.</summary>
    private sealed class Found
    {
        private readonly Lock adding = new();
        private readonly HashSet<AccountId> accounts = [];
        private readonly HashSet<Address> remote = [];

        public bool IsAny => accounts.Count + remote.Count > 0;

        public void Add(AccountId account)
        {
            lock (adding)
                accounts.Add(account);
        }

        public void Add(Address elsewhere)
        {
            lock (adding)
                remote.Add(elsewhere);
        }

        public Resolution ToResolution() =>
            new(IsAny ? ResolutionKind.Deliverable : ResolutionKind.UnknownAddress, [.. accounts], [.. remote]);
    }
}
