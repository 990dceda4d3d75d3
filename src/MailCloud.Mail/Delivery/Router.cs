using System.Collections.Concurrent;
using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery;

/// <summary>
/// Finds the accounts that get a message. What was accepted is never dropped: mail for an address that went away between <c>250</c> and
/// delivery goes to the postmaster of its domain (RFC 5321 §4.5.1), and if there is none the message is kept undelivered.
/// One of these serves one batch, and looks each address up once.
/// </summary>
internal sealed class Router(IDirectory directory, ILogger log)
{
    private const string Postmaster = "postmaster";

    private readonly Resolver resolver = new(directory);
    private readonly ConcurrentDictionary<Address, Task<Resolution>> known = new();

    public async ValueTask<Routes> RouteAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        var routes = new Routes();
        foreach (var recipient in message.Envelope.Recipients.Select(recipient => recipient.Address))
        {
            var resolution = await ResolveAsync(recipient, cancellationToken);
            if (resolution.Kind == ResolutionKind.UnknownAddress)
            {
                log.LogWarning("{Recipient} is no address any more; its mail goes to the postmaster", recipient);
                resolution = await ResolveAsync(new Address(Postmaster, recipient.Domain), cancellationToken);
            }
            routes.Add(recipient, resolution);
        }
        return routes;
    }

    /// <summary>The accounts of the postmaster who gets the mail of a recipient whose account is gone.</summary>
    /// <exception cref="UndeliverableException">The domain has no postmaster here.</exception>
    public async ValueTask<IEnumerable<AccountId>> PostmasterAsync(Address recipient, CancellationToken cancellationToken)
    {
        var routes = new Routes();
        routes.Add(recipient, await ResolveAsync(new Address(Postmaster, recipient.Domain), cancellationToken));
        routes.ThrowIfIncomplete();
        return routes.Accounts.Keys;
    }

    private Task<Resolution> ResolveAsync(Address address, CancellationToken cancellationToken) =>
        known.GetOrAdd(address, unknown => resolver.ResolveAsync(unknown, cancellationToken).AsTask());
}

/// <summary>Where a message goes, and which of its recipients could not be reached.</summary>
internal sealed class Routes
{
    private readonly List<string> problems = [];

    /// <summary>The accounts that get a copy, each with the first recipient that led there.</summary>
    public ImmutableDictionary<AccountId, Address> Accounts { get; private set; } = ImmutableDictionary<AccountId, Address>.Empty;

    public void Add(Address recipient, Resolution resolution)
    {
        foreach (var account in resolution.Accounts)
            if (!Accounts.ContainsKey(account))
                Accounts = Accounts.Add(account, recipient);
        foreach (var remote in resolution.Remote)
            problems.Add($"{recipient} leads to {remote}, which is not here, and this service sends no mail out");
        if (resolution.Kind == ResolutionKind.UnknownAddress)
            problems.Add($"{recipient} is no address any more, and its domain has no postmaster");
    }

    /// <exception cref="UndeliverableException">Some recipient could not be reached.</exception>
    public void ThrowIfIncomplete()
    {
        if (problems.Count > 0)
            throw new UndeliverableException(string.Join("; ", problems) + ".");
    }
}
