using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Vault;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Renewal;

/// <summary>One try to get a certificate, which notes what the next one would need before it goes on.</summary>
/// <param name="replaces">What the authority calls the certificate that the new one comes in the place of; null: there is none of its.</param>
internal sealed class RenewalRun(
    VaultCertificate vault,
    DnsProofs proofs,
    RenewalSettings settings,
    RenewalState state,
    RenewalStates states,
    string? replaces,
    ILogger log
)
{
    /// <summary>What was noted last.</summary>
    public RenewalState State { get; private set; } = state;

    /// <param name="client">One that has entered its account.</param>
    /// <returns>The new certificate, without its key.</returns>
    public async Task<X509Certificate2> IssueAsync(AcmeClient client, AccountKey key, CancellationToken cancellationToken)
    {
        var request = await vault.RequestAsync(settings.Names, cancellationToken);
        var order = await OrderAsync(client, request, cancellationToken);
        if (order.Status is AcmeStatus.Pending)
            await ProveAsync(client, key, order, cancellationToken);
        else
            // The names are proved, but the run that did it was killed before it took the proofs away.
            State = State with
            {
                Records = await proofs.RemoveAsync(State.Records),
            };
        order = await client.UntilReadyAsync(order, cancellationToken);
        if (order.Status is AcmeStatus.Ready)
        {
            await client.FinalizeAsync(order, request.Csr, cancellationToken);
            order = await client.UntilIssuedAsync(order, cancellationToken);
        }
        var chain = await client.DownloadAsync(order, cancellationToken);
        if (!request.IsAnsweredBy(chain[0]) || !CertificateNames.AreSame(CertificateNames.Of(chain[0]), settings.Names))
        {
            State = State with { Order = null };
            throw new AcmeException($"The certificate that {order.Url.Host} gives is not the one that was asked for.");
        }
        await vault.MergeAsync(chain, cancellationToken);
        foreach (var authority in chain[1..])
            authority.Dispose();
        return chain[0];
    }

    /// <summary>The order that was placed for this request if it can still lead to a certificate, else a new one.</summary>
    private async Task<AcmeOrder> OrderAsync(AcmeClient client, PendingCertificate request, CancellationToken cancellationToken)
    {
        var isForRequest = string.Equals(State.Request, request.Fingerprint, StringComparison.Ordinal);
        if (isForRequest && State.Order is { } url && await FindAsync(client, url, cancellationToken) is { } placed)
            return placed;
        var order = await PlaceAsync(client, cancellationToken);
        await NoteAsync(State with { Order = order.Url, Request = request.Fingerprint }, cancellationToken);
        return order;
    }

    private async Task<AcmeOrder> PlaceAsync(AcmeClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OrderAsync(settings.Names, replaces, cancellationToken);
        }
        catch (AcmeException e) when (replaces is not null && e.Kind is not (null or "rateLimited"))
        {
            // It was another authority's, or was replaced before.
            log.LogInformation("The order is placed without the certificate that it replaces: {Problem}", e.Message);
            return await client.OrderAsync(settings.Names, replaces: null, cancellationToken);
        }
    }

    private async Task<AcmeOrder?> FindAsync(AcmeClient client, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var order = await client.GetOrderAsync(url, cancellationToken);
            return order.Status is not AcmeStatus.Invalid && order.IsFor(settings.Names) ? order : null;
        }
        catch (AcmeException e) when (e.Kind is not null)
        {
            log.LogInformation("The order {Order} is no longer there, and is placed anew: {Problem}", url, e.Message);
            return null;
        }
    }

    private async Task ProveAsync(AcmeClient client, AccountKey key, AcmeOrder order, CancellationToken cancellationToken)
    {
        var open = await OpenProofsAsync(client, key, order, cancellationToken);
        // What an earlier run has left, too: it is removed with ours.
        var records = State.Records.Union(open.Select(proof => proof.Record)).ToImmutableArray();
        await NoteAsync(State with { Records = records }, cancellationToken);
        try
        {
            await proofs.ShowAsync([.. open.Select(proof => proof.Record)], cancellationToken);
            foreach (var proof in open.Where(proof => proof.Challenge.Status is AcmeStatus.Pending))
                await client.AcceptAsync(proof.Challenge, cancellationToken);
            foreach (var proof in open)
                await client.UntilValidAsync(proof.Authorization, cancellationToken);
        }
        finally
        {
            State = State with { Records = await proofs.RemoveAsync(records) };
        }
    }

    private async Task<ImmutableArray<Proof>> OpenProofsAsync(
        AcmeClient client,
        AccountKey key,
        AcmeOrder order,
        CancellationToken cancellationToken
    )
    {
        var open = ImmutableArray.CreateBuilder<Proof>();
        foreach (var url in order.Authorizations)
        {
            var authorization = await client.GetAuthorizationAsync(url, cancellationToken);
            if (authorization.Status is AcmeStatus.Valid)
                continue;
            var challenge =
                authorization.Dns ?? throw new AcmeException($"{url.Host} takes no proof by the DNS for {authorization.Identifier.Value}.");
            open.Add(new Proof(url, challenge, proofs.RecordFor(authorization, challenge, key)));
        }
        return open.ToImmutable();
    }

    private async Task NoteAsync(RenewalState next, CancellationToken cancellationToken)
    {
        await states.WriteAsync(next, cancellationToken);
        State = next;
    }

    /// <summary>What has to be proved.</summary>
    private sealed record Proof(Uri Authorization, AcmeChallenge Challenge, Zones.DnsText Record);
}
