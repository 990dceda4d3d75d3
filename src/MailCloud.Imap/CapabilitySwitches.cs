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
public sealed class CapabilitySwitches(IDirectory directory)
{
    /// <summary>The names that can be switched off.</summary>
    public static ImmutableArray<string> Switchable => Capability.Switchable;

    /// <summary>What is switched off for an account.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    internal async ValueTask<FrozenSet<string>> WithheldFromAsync(AccountId account, CancellationToken cancellationToken)
    {
        var domain = Address.TryParse(account.Value, out var address)
            ? await directory.FindDomainAsync(address.CanonicalDomain, cancellationToken)
            : null;
        return (domain?.WithheldImapCapabilities ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
