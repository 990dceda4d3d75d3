using System.Runtime.CompilerServices;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Cli;

/// <summary>
/// Who is here, as an administrator sees and changes it. An account is mailboxes, credential and address together. The address comes last and goes
/// first, so that nobody is sent mail, or let in, to an account that is half there; what was cut short is completed by the same command again.
/// </summary>
/// <param name="owner">Disposed with this.</param>
public sealed class Accounts(IDirectory directory, IMailStore store, IObjectStore objects, IAsyncDisposable? owner = null)
    : IAsyncDisposable
{
    public IDirectory Directory => directory;

    public IMailStore Store => store;

    /// <summary>What accounts have besides mail.</summary>
    public IObjectStore Objects => objects;

    public AccountCredentials Credentials { get; } = new(directory, TimeProvider.System);

    /// <summary>Adds an account named after its address, the first of a domain as its postmaster. False: the address is taken.</summary>
    public async Task<bool> AddAsync(Address address, string password, CancellationToken cancel)
    {
        if (await directory.FindAsync(address, cancel) is not null)
            return false;
        var account = new AccountId(address.Canonical);
        await store.CreateAccountAsync(account, cancel);
        await SetPasswordAsync(account, password, cancel);
        if (!await directory.AddAsync(new AccountAddress(address, account), cancel))
            return false;
        await SetPostmasterAsync(address, present => present ?? address, cancel);
        return true;
    }

    /// <summary>Sets the account's password; its app passwords stay.</summary>
    public ValueTask SetPasswordAsync(AccountId account, string password, CancellationToken cancel) =>
        Credentials.SetPasswordAsync(account, password, cancel);

    /// <summary>Removes the account with all that it has. False: the address is not an account's.</summary>
    public async Task<bool> RemoveAsync(Address address, CancellationToken cancel)
    {
        if (await directory.FindAsync(address, cancel) is not AccountAddress { Account: var account })
            return false;
        await directory.RemoveAsync(address, cancel);
        await SetPostmasterAsync(address, present => address.Equals(present) ? null : present, cancel);
        await ForgetAdministratorAsync(address, cancel);
        await directory.RemoveCredentialsAsync(account, cancel);
        await objects.RemoveAllAsync(account, cancel);
        await store.RemoveAccountAsync(account, cancel);
        return true;
    }

    /// <summary>The entries of one domain, or of all.</summary>
    public async IAsyncEnumerable<AddressEntry> ListAsync(string? domain, [EnumeratorCancellation] CancellationToken cancel)
    {
        var domains = domain is null ? directory.ListDomainsAsync(cancel) : new[] { new Domain(domain) }.ToAsyncEnumerable();
        await foreach (var one in domains)
        {
            await foreach (var entry in directory.ListAsync(one.Name, cancel))
                yield return entry;
        }
    }

    /// <summary>Why an address cannot be one of ours, for the person who asked; null: it can.</summary>
    public async ValueTask<string?> ExplainForeignDomainAsync(Address address, CancellationToken cancel) =>
        await directory.IsLocalDomainAsync(address.Domain, cancel)
            ? null
            : $"{address.Domain} is not a domain of this service: add it with `mailcloud domain add {address.Domain}`.";

    /// <summary>Why mail that is sent on to an address would be lost; null: it would not.</summary>
    public async ValueTask<string?> ExplainLostMailAsync(Address target, CancellationToken cancel) =>
        await new Resolver(directory).ProbeAsync(target, cancel) is { Kind: ResolutionKind.UnknownAddress }
            ? $"There is no {target}: add it first, or its mail would be lost."
            : null;

    /// <summary>Whether an address is the name of an account of a domain.</summary>
    public async ValueTask<bool> IsAccountOfAsync(string domain, Address address, CancellationToken cancel) =>
        string.Equals(address.CanonicalDomain, domain, StringComparison.Ordinal)
        && await directory.FindAsync(address, cancel) is AccountAddress { Account: var account }
        && account == new AccountId(address.Canonical);

    // Whoever gets the address next is no administrator for that.
    private async Task ForgetAdministratorAsync(Address address, CancellationToken cancel)
    {
        if (await directory.FindDomainAsync(address.CanonicalDomain, cancel) is { } domain && domain.Administrators.Contains(address))
            await directory.UpdateDomainAsync(domain.Name, now => now with { Administrators = now.Administrators.Remove(address) }, cancel);
    }

    private async Task SetPostmasterAsync(Address address, Func<Address?, Address?> choose, CancellationToken cancel)
    {
        var domain = await directory.FindDomainAsync(address.CanonicalDomain, cancel);
        if (domain is not null && !Equals(choose(domain.Postmaster), domain.Postmaster))
            await directory.UpdateDomainAsync(domain.Name, now => now with { Postmaster = choose(now.Postmaster) }, cancel);
    }

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? default;
}
