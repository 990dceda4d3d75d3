using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using MailCloud.Imap.Commands;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Imap;

/// <summary>
/// The capabilities that an operator has switched off for a domain (<see cref="Domain.WithheldImapCapabilities"/>), because a program that its users have
/// cannot live with them. They hold for whoever logs in: before, nobody knows whose client it is.
/// </summary>
public sealed class CapabilitySwitches(IDirectory directory, TimeProvider time)
{
    /// <summary>How long what a domain has set is remembered, so that log-ins do not all ask.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (FrozenSet<string> Withheld, DateTimeOffset Until)> known = new(StringComparer.Ordinal);

    /// <summary>The names that can be switched off.</summary>
    public static ImmutableArray<string> Switchable => Capability.Switchable;

    /// <summary>What is switched off for an account.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    internal async ValueTask<FrozenSet<string>> WithheldFromAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(account.Value, out var address))
            return FrozenSet<string>.Empty;
        if (known.TryGetValue(address.CanonicalDomain, out var entry) && time.GetUtcNow() < entry.Until)
            return entry.Withheld;
        var domain = await directory.FindDomainAsync(address.CanonicalDomain, cancellationToken);
        var withheld = (domain?.WithheldImapCapabilities ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        known[address.CanonicalDomain] = (withheld, time.GetUtcNow() + Memory);
        return withheld;
    }
}
