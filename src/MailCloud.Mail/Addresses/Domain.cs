using System.Collections.Immutable;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Secrets;

namespace MailCloud.Mail.Addresses;

/// <summary>A domain that this service is responsible for, and what is set for it.</summary>
public sealed record Domain
{
    /// <exception cref="ArgumentException">The name is no domain name.</exception>
    public Domain(string name) =>
        Name = DomainName.Canonicalize(name) ?? throw new ArgumentException($"'{name}' is no domain name.", nameof(name));

    /// <summary>In A-labels and lower case, as <see cref="DomainName.Canonicalize"/> gives it.</summary>
    public string Name { get; }

    /// <summary>
    /// Who gets the mail for the addresses that every domain has (<see cref="RoleAddress"/>) and that have no entry of their own; null: nobody was named.
    /// </summary>
    public Address? Postmaster { get; init; }

    /// <summary>
    /// Whether its accounts may log in with CRAM-MD5 and DIGEST-MD5, which need something on the server that is as good as the password. Off unless an
    /// administrator knows of programs that can do nothing else.
    /// </summary>
    public bool AllowsLegacyMechanisms { get; init; }

    /// <summary>Capabilities of IMAP (RFC 9051 §7.2.2) that its accounts do not get, by name.</summary>
    public ImmutableArray<string> WithheldImapCapabilities { get; init; } = [];

    /// <summary>The limits of its accounts that have none of their own.</summary>
    public Quota Quota { get; init; }

    /// <summary>The accounts that may set the limits of the domain's accounts over IMAP (RFC 9208 §4.1.3), by address.</summary>
    public ImmutableArray<Address> Administrators { get; init; } = [];

    /// <summary>The keys that sign its mail, those that will, and those that did.</summary>
    public ImmutableArray<DkimSelector> DkimSelectors { get; init; } = [];

    /// <summary>The selectors whose keys sign now.</summary>
    public IEnumerable<DkimSelector> ActiveSelectors => DkimSelectors.Where(selector => selector.State is DkimSelectorState.Active);
}

/// <summary>Where a DKIM key is in its life.</summary>
public enum DkimSelectorState
{
    /// <summary>It was made, and waits for its record to be seen in the DNS: nothing is signed with it, since nobody could verify that.</summary>
    Next,

    /// <summary>It signs.</summary>
    Active,

    /// <summary>It signs no more. Its record stays published while mail that it signed may still be on its way.</summary>
    Retired,
}

/// <summary>A DKIM key of a domain (RFC 6376 §3.1), without its private half.</summary>
/// <param name="Name">The selector: the record is at <c>Name._domainkey.DOMAIN</c>.</param>
/// <param name="Record">The text of that record, with the public key (RFC 6376 §3.6.1).</param>
/// <param name="Secret">Under which name the private key is kept.</param>
/// <param name="Since">When it came into its state.</param>
public sealed record DkimSelector(string Name, string Record, SecretName Secret, DkimSelectorState State, DateTimeOffset Since);
