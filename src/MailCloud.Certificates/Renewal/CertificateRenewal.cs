using System.Security.Cryptography.X509Certificates;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Vault;
using MailCloud.Certificates.Zones;
using MailCloud.Mail.Secrets;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Renewal;

/// <summary>
/// Keeps a certificate of the vault fresh: looks whether it is due, and if it is, lets the vault make a key, proves the names to an authority, and gives the vault what
/// the authority signs. A run may be killed anywhere; the next one goes on with the same request and the same order.
/// </summary>
public sealed class CertificateRenewal
{
    private const int HoursBetweenLooks = 6;

    private readonly RenewalSettings settings;
    private readonly VaultCertificate vault;
    private readonly RenewalStates states;
    private readonly AccountKeys keys;
    private readonly DnsProofs proofs;
    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly ILogger log;

    /// <param name="secrets">Keeps the account's key, and what one run leaves to the next.</param>
    /// <param name="http">Reaches the authority.</param>
    internal CertificateRenewal(
        RenewalSettings settings,
        VaultCertificate vault,
        AzureDnsZones zones,
        AuthoritativeServers servers,
        ISecretStore secrets,
        HttpClient http,
        TimeProvider time,
        ILogger<CertificateRenewal> log
    )
    {
        (this.settings, this.vault, this.http, this.time, this.log) = (settings, vault, http, time, log);
        states = new RenewalStates(secrets, vault.Name);
        keys = new AccountKeys(secrets, settings.Directory);
        proofs = new DnsProofs(zones, servers, log);
    }

    internal AcmePatience Patience { get; init; } = new();

    /// <summary>Renews the certificate if it is due.</summary>
    /// <param name="isForced">Whether also if it is not due, or failed a short time ago.</param>
    /// <exception cref="VaultException">The vault cannot be read.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">Secrets cannot be read or written.</exception>
    public async Task<RenewalOutcome> RunAsync(bool isForced, CancellationToken cancellationToken)
    {
        using var current = await vault.FindAsync(cancellationToken);
        var now = time.GetUtcNow();
        CertificateLife.Report(vault.Name, current, now, log);
        var reason =
            RenewalSchedule.ReasonFor(current, settings.Names, now)
            ?? (isForced ? "it is asked for" : await AuthoritysReasonAsync(current!, now, cancellationToken));
        var state = await states.ReadAsync(cancellationToken);
        if (reason is null)
        {
            await TidyAsync(state, cancellationToken);
            return RenewalOutcome.UpToDate(current!);
        }
        if (!Concerns(state))
            state = new RenewalState { Records = state.Records };
        if (state.NotBefore > now && !isForced)
            return RenewalOutcome.Waiting(current, state.Problem, state.NotBefore.Value);
        log.LogInformation("The certificate {Certificate} is renewed: {Reason}", vault.Name, reason);
        return await TryAsync(current, state with { Directory = settings.Directory, Names = settings.Names }, cancellationToken);
    }

    /// <summary>How things are, and when the next renewal is due.</summary>
    /// <exception cref="VaultException">The vault cannot be read.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">Secrets cannot be read.</exception>
    public async Task<RenewalStatus> ShowAsync(CancellationToken cancellationToken)
    {
        using var current = await vault.FindAsync(cancellationToken);
        var state = await states.ReadAsync(cancellationToken);
        return new RenewalStatus(
            vault.Name,
            RenewalOutcome.UpToDate(current),
            current is null ? null : RenewalSchedule.DueAt(current),
            RenewalSchedule.ReasonFor(current, settings.Names, time.GetUtcNow()),
            Concerns(state) ? state.Problem : null,
            Concerns(state) ? state.NotBefore : null
        );
    }

    private async Task<RenewalOutcome> TryAsync(X509Certificate2? current, RenewalState state, CancellationToken cancellationToken)
    {
        var replaces = current is null ? null : RenewalInfo.IdOf(current);
        var run = new RenewalRun(vault, proofs, settings, state, states, replaces, log);
        try
        {
            using var key = await keys.OpenAsync(cancellationToken);
            var client = CreateClient(key);
            var binding = await keys.BindingAsync(settings.ExternalAccountId, cancellationToken);
            await client.OpenAccountAsync(settings.Contact, binding, cancellationToken);
            using var renewed = await run.IssueAsync(client, key, cancellationToken);
            await states.WriteAsync(new RenewalState { Records = run.State.Records }, cancellationToken);
            CertificateLife.Report(vault.Name, renewed, time.GetUtcNow(), log);
            return RenewalOutcome.Renewed(renewed);
        }
        catch (Exception e) when (e is AcmeException or DnsZoneException or VaultException)
        {
            var failed = run.State.Failed(e.Message, (e as AcmeException)?.RetryAfter, time.GetUtcNow());
            await states.WriteAsync(failed, cancellationToken);
            log.LogError(
                e,
                "The certificate {Certificate} cannot be renewed ({Count} times in a row); it is tried again after {NotBefore}",
                vault.Name,
                failed.Failures,
                failed.NotBefore
            );
            return RenewalOutcome.Failed(current, e.Message, failed.NotBefore!.Value);
        }
    }

    /// <summary>Why the authority wants a certificate to be renewed that is not due otherwise; null: it does not.</summary>
    private async Task<string?> AuthoritysReasonAsync(X509Certificate2 current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Four times a day are as often as authorities want to be asked.
        if (now.Hour % HoursBetweenLooks != 0 || RenewalInfo.IdOf(current) is not { } id)
            return null;
        try
        {
            using var none = AccountKey.Create();
            var window = await CreateClient(none).FindWindowAsync(id, cancellationToken);
            return window?.At(RenewalSchedule.ShareOf(current)) <= now ? "the authority asks for it" : null;
        }
        catch (AcmeException e)
        {
            log.LogInformation(
                "The authority does not say when the certificate {Certificate} had best be renewed: {Problem}",
                vault.Name,
                e.Message
            );
            return null;
        }
    }

    private AcmeClient CreateClient(AccountKey key) => new(new AcmeConnection(settings.Directory, key, http, time), key, Patience, time);

    /// <summary>Whether what was left is about the same names at the same authority.</summary>
    private bool Concerns(RenewalState state) =>
        state.Directory == settings.Directory && CertificateNames.AreSame(state.Names, settings.Names);

    /// <summary>A run that was killed when all was done has left its notes.</summary>
    private async Task TidyAsync(RenewalState state, CancellationToken cancellationToken)
    {
        if (!state.IsIdle)
            await states.WriteAsync(new RenewalState { Records = await proofs.RemoveAsync(state.Records) }, cancellationToken);
    }
}
