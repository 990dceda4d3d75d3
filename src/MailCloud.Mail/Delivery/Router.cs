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
/// <param name="hasWayOut">Whether mail can leave for other servers.</param>
internal sealed class Router(Resolver resolver, bool hasWayOut, ILogger log)
{
    private readonly ConcurrentDictionary<Address, Task<Resolution>> known = new();

    public async ValueTask<Routes> RouteAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        var routes = new Routes();
        foreach (var recipient in message.Envelope.Recipients)
        {
            var resolution = await ResolveAsync(recipient.Address, cancellationToken);
            if (resolution.Kind == ResolutionKind.UnknownAddress)
            {
                log.LogWarning("{Recipient} is no address any more; its mail goes to the postmaster", recipient.Address);
                resolution = await ResolveAsync(new Address(RoleAddress.Postmaster, recipient.Address.Domain), cancellationToken);
            }
            if (!hasWayOut && message.Envelope.IsReport && !resolution.Remote.IsEmpty)
                log.LogWarning("{Recipient} is elsewhere and gets no report: this service sends no mail out", recipient.Address);
            else
                routes.Add(recipient, resolution, hasWayOut);
        }
        return routes;
    }

    /// <summary>
    /// Adds where an address leads that a user wants a copy to go to. Nobody is told if it does not come there: the sender knows nothing of it, and the user has the message.
    /// </summary>
    /// <returns>The accounts that did not get the message yet.</returns>
    public async ValueTask<ImmutableArray<AccountId>> ForwardAsync(Routes routes, Address address, CancellationToken cancellationToken)
    {
        var resolution = await ResolveAsync(address, cancellationToken);
        if (resolution.Kind is ResolutionKind.UnknownAddress || (!hasWayOut && !resolution.Remote.IsEmpty))
            log.LogWarning("A rule forwards to {Address}, which cannot be reached", address);
        return routes.AddForward(address, hasWayOut ? resolution : resolution with { Remote = [] });
    }

    /// <summary>The accounts of the postmaster who gets the mail of a recipient whose account is gone.</summary>
    /// <exception cref="UndeliverableException">The domain has no postmaster here.</exception>
    public async ValueTask<IEnumerable<AccountId>> PostmasterAsync(Address recipient, CancellationToken cancellationToken)
    {
        var routes = new Routes();
        routes.Add(recipient, await ResolveAsync(new Address(RoleAddress.Postmaster, recipient.Domain), cancellationToken), hasWayOut);
        routes.ThrowIfIncomplete();
        // A postmaster elsewhere: the next run finds that the address is gone, and sends his copy out.
        return routes.Accounts.IsEmpty
            ? throw new UndeliverableException($"{recipient} is gone, and the postmaster of its domain is elsewhere.")
            : routes.Accounts.Keys;
    }

    /// <summary>
    /// Whether the sender can be told that a message was not delivered: there is somebody who waits for the answer (RFC 5321 §4.5.5), wants it (RFC 3461 §4.1),
    /// and can be reached.
    /// </summary>
    public async ValueTask<bool> CanTellSenderAsync(SpooledMessage message, Address recipient, CancellationToken cancellationToken)
    {
        if (message.Envelope is { IsReport: true } or { ReversePath: null })
            return false;
        var notify = message.Envelope.Recipients.FirstOrDefault(one => one.Address == recipient)?.Notify ?? NotifyOn.Unspecified;
        if (notify is not NotifyOn.Unspecified && !notify.HasFlag(NotifyOn.Failure))
            return false;
        var sender = await ResolveAsync(message.Envelope.ReversePath, cancellationToken);
        return !sender.Accounts.IsEmpty || (hasWayOut && !sender.Remote.IsEmpty);
    }

    private Task<Resolution> ResolveAsync(Address address, CancellationToken cancellationToken) =>
        known.GetOrAdd(address, unknown => resolver.ResolveAsync(unknown, cancellationToken).AsTask());
}

/// <summary>Where a message goes, and which of its recipients could not be reached.</summary>
internal sealed class Routes
{
    private readonly List<string> problems = [];
    private readonly List<(EnvelopeRecipient Recipient, Resolution Resolution)> added = [];

    /// <summary>The accounts that get a copy, each with the first recipient that led there.</summary>
    public ImmutableDictionary<AccountId, Address> Accounts { get; private set; } = ImmutableDictionary<AccountId, Address>.Empty;

    /// <summary>Whom other servers serve, with what the sender wants to hear of them.</summary>
    public ImmutableArray<EnvelopeRecipient> Remote { get; private set; } = [];

    /// <summary>What the sender is to be told once all of them have the message.</summary>
    public ImmutableArray<LocalOutcome> Outcomes { get; private set; } = [];

    /// <summary>The same where some accounts were full: no success is told of whom a message did not reach.</summary>
    public ImmutableArray<LocalOutcome> OutcomesWithout(IReadOnlyCollection<AccountId> full)
    {
        if (full.Count == 0)
            return Outcomes;
        var failed = added
            .Where(one => one.Resolution.Accounts.Any(full.Contains))
            .Select(one => new LocalOutcome(one.Recipient, IsExpanded: false) { IsFull = true })
            .ToList();
        return [.. Outcomes.Where(outcome => !failed.Exists(one => one.Recipient == outcome.Recipient)), .. failed];
    }

    public void Add(EnvelopeRecipient recipient, Resolution resolution, bool hasWayOut)
    {
        added.Add((recipient, resolution));
        foreach (var account in resolution.Accounts)
            if (!Accounts.ContainsKey(account))
                Accounts = Accounts.Add(account, recipient.Address);
        if (hasWayOut)
            Remote = Remote.AddRange(resolution.Remote.Select(remote => Redirect(recipient, remote, resolution)));
        else
            foreach (var remote in resolution.Remote)
                problems.Add($"{recipient.Address} leads to {remote}, which is not here, and this service sends no mail out");
        if (resolution.Kind == ResolutionKind.UnknownAddress)
            problems.Add($"{recipient.Address} is no address any more, and its domain has no postmaster");
        // Of a single one elsewhere the other server, or our queue, has the last word.
        if (recipient.Notify.HasFlag(NotifyOn.Success) && (resolution.Remote.IsEmpty || IsExpansion(resolution)))
            Outcomes = Outcomes.Add(new LocalOutcome(recipient, IsExpanded: !resolution.Remote.IsEmpty));
    }

    /// <summary>Adds where a copy goes that nobody hears of.</summary>
    /// <returns>The accounts that are new.</returns>
    public ImmutableArray<AccountId> AddForward(Address address, Resolution resolution)
    {
        var newcomers = resolution.Accounts.Where(account => !Accounts.ContainsKey(account)).ToImmutableArray();
        foreach (var account in newcomers)
            Accounts = Accounts.Add(account, address);
        var served = Remote.Select(recipient => recipient.Address).ToHashSet();
        Remote = Remote.AddRange(
            resolution.Remote.Where(served.Add).Select(remote => new EnvelopeRecipient(remote) { Notify = NotifyOn.Never })
        );
        return newcomers;
    }

    /// <exception cref="UndeliverableException">Some recipient could not be reached.</exception>
    public void ThrowIfIncomplete()
    {
        if (problems.Count > 0)
            throw new UndeliverableException(string.Join("; ", problems) + ".");
    }

    /// <summary>
    /// The recipient that stands in for another. Who asked for a report of success gets it for the whole expansion, not from each of its members (RFC 3461
    /// §5.2.7.3).
    /// </summary>
    private static EnvelopeRecipient Redirect(EnvelopeRecipient recipient, Address remote, Resolution resolution)
    {
        if (recipient.Address == remote)
            return recipient;
        var notify = recipient.Notify;
        if (IsExpansion(resolution) && notify.HasFlag(NotifyOn.Success))
            notify = notify is NotifyOn.Success ? NotifyOn.Never : notify & ~NotifyOn.Success;
        return new EnvelopeRecipient(remote)
        {
            Notify = notify,
            OriginalRecipient = recipient.OriginalRecipient ?? new OriginalRecipient("rfc822", recipient.Address.ToWire()),
        };
    }

    private static bool IsExpansion(Resolution resolution) => resolution.Accounts.Length + resolution.Remote.Length > 1;
}
