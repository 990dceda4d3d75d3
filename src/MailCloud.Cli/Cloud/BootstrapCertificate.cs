using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Security.KeyVault.Certificates;
using MailCloud.Local;

namespace MailCloud.Cli.Cloud;

/// <summary>What was found or done.</summary>
internal enum BootstrapOutcome
{
    /// <summary>A self-signed certificate was made.</summary>
    Made,

    /// <summary>There is one of ours that still fits.</summary>
    Kept,

    /// <summary>There is one that an authority has signed, or somebody imported: it is left alone.</summary>
    Real,
}

/// <summary>
/// The certificate with which a listener opens its ports before an authority has signed one. Only one that the vault signed itself is ever replaced, and only when names are missing on it, or
/// it is about to end.
/// </summary>
internal sealed class BootstrapCertificate(CertificateClient vault, TimeProvider time)
{
    private const int ValidityMonths = 12;
    private const int Conflict = 409;
    private const int NotFound = 404;

    private static readonly TimeSpan Margin = TimeSpan.FromDays(14);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    /// <exception cref="SetupException">The vault has a certificate of this name that was deleted, or a request for one that waits.</exception>
    /// <exception cref="RequestFailedException">The vault refuses, or does not answer.</exception>
    public async Task<BootstrapOutcome> EnsureAsync(string name, IReadOnlyList<string> hosts, CancellationToken cancel)
    {
        if (await FindAsync(name, cancel) is { } present)
        {
            if (present.Policy?.IssuerName is not WellKnownIssuerNames.Self)
                return BootstrapOutcome.Real;
            using var certificate = X509CertificateLoader.LoadCertificate(present.Cer);
            if (
                hosts.All(host => certificate.MatchesHostname(host))
                && certificate.NotAfter.ToUniversalTime() > (time.GetUtcNow() + Margin).UtcDateTime
            )
                return BootstrapOutcome.Kept;
        }
        await MakeAsync(name, hosts, cancel);
        return BootstrapOutcome.Made;
    }

    private async Task<KeyVaultCertificateWithPolicy?> FindAsync(string name, CancellationToken cancel)
    {
        try
        {
            return await vault.GetCertificateAsync(name, cancel);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    private async Task MakeAsync(string name, IReadOnlyList<string> hosts, CancellationToken cancel)
    {
        var alternatives = new SubjectAlternativeNames();
        foreach (var host in hosts)
            alternatives.DnsNames.Add(host);
        // The subject is for people; it holds 64 characters (RFC 5280 appendix A.1), and clients look at the names alone.
        var policy = new CertificatePolicy(WellKnownIssuerNames.Self, "CN=MailCloud bootstrap", alternatives)
        {
            KeyType = CertificateKeyType.Rsa,
            KeySize = 2048,
            Exportable = true,
            ContentType = CertificateContentType.Pkcs12,
            ValidityInMonths = ValidityMonths,
        };
        try
        {
            var operation = await vault.StartCreateCertificateAsync(name, policy, cancellationToken: cancel);
            await operation.WaitForCompletionAsync(PollEvery, cancel);
        }
        catch (RequestFailedException e) when (e.Status == Conflict)
        {
            throw new SetupException(
                $"The vault {vault.VaultUri.Host} cannot make the certificate {name} now ({e.ErrorCode}): if it was deleted, bring it back with "
                    + $"`az keyvault certificate recover --vault-name {vault.VaultUri.Host.Split('.')[0]} --name {name}`; if a request for it waits, let it end. Then run this again.",
                e
            );
        }
    }
}
