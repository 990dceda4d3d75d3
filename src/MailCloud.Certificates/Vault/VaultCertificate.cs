using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Certificates;

namespace MailCloud.Certificates.Vault;

/// <summary>
/// A certificate in a Key Vault as whoever renews it sees it: the vault makes the key and a request, and takes what an authority has signed. The key is never
/// seen here. Every method may throw <see cref="VaultException"/>.
/// </summary>
/// <param name="name">The certificate's name in the vault.</param>
public sealed class VaultCertificate(CertificateClient client, string name)
{
    /// <summary>2,048 bits, because not every mail server that comes in knows elliptic curves.</summary>
    private const int KeyBits = 2048;

    /// <summary>Longer names are alternative names alone (RFC 5280 appendix A.1, ub-common-name).</summary>
    private const int MaxCommonName = 64;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const string InProgress = "inProgress";

    /// <summary>The longest that a call with all its retries may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public string Name => name;

    /// <summary>The newest version, without its key; null: there is none.</summary>
    public Task<X509Certificate2?> FindAsync(CancellationToken cancellationToken) =>
        RunAsync(
            "read",
            async cancel =>
            {
                var found = await client.GetCertificateAsync(name, cancel);
                // A name whose first request is still pending may be there without a certificate.
                return found.Value.Cer is { Length: > 0 } octets ? X509CertificateLoader.LoadCertificate(octets) : null;
            },
            cancellationToken
        );

    /// <summary>The request that waits for an authority; null: there is none.</summary>
    public Task<PendingCertificate?> FindPendingAsync(CancellationToken cancellationToken) =>
        RunAsync(
            "read",
            async cancel =>
            {
                var operation = await client.GetCertificateOperationAsync(name, cancel);
                return operation.Properties is { Status: InProgress, Csr.Length: > 0 } properties
                    ? PendingCertificate.Read(properties.Csr)
                    : null;
            },
            cancellationToken
        );

    /// <summary>The request that waits for an authority if it is for these names; else a new one, with a new key, in its place.</summary>
    /// <param name="names">The first one becomes the subject's common name, if it is short enough.</param>
    public async Task<PendingCertificate> RequestAsync(ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var pending = await FindPendingAsync(cancellationToken);
            if (pending is not null && CertificateNames.AreSame(pending.Names, names))
                return pending;
            if (pending is not null || isAgain)
                await DropPendingAsync(cancellationToken);
            // Somebody else may have made one since we looked, and then it may be the same.
            if (await CreateAsync(names, isConflictAnError: isAgain, cancellationToken) is { } created)
                return created;
        }
    }

    /// <summary>Gives the vault what an authority has signed, which becomes the newest version.</summary>
    /// <param name="chain">The certificate for the pending request first.</param>
    public Task MergeAsync(ImmutableArray<X509Certificate2> chain, CancellationToken cancellationToken) =>
        RunAsync(
            "renewed",
            async cancel => await client.MergeCertificateAsync(new MergeCertificateOptions(name, chain.Select(one => one.RawData)), cancel),
            cancellationToken,
            isMissingAnError: true
        );

    private async Task DropPendingAsync(CancellationToken cancellationToken) =>
        await RunAsync<object>(
            "requested",
            async cancel =>
            {
                await new CertificateOperation(client, name).DeleteAsync(cancel);
                return null;
            },
            cancellationToken
        );

    /// <returns>Null: there is a request in progress.</returns>
    private Task<PendingCertificate?> CreateAsync(
        ImmutableArray<string> names,
        bool isConflictAnError,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            "requested",
            async cancel =>
            {
                try
                {
                    var begun = await client.StartCreateCertificateAsync(name, PolicyFor(names), cancellationToken: cancel);
                    return PendingCertificate.Read(begun.Properties.Csr);
                }
                catch (RequestFailedException e) when (e.Status == Conflict && !isConflictAnError)
                {
                    return null;
                }
            },
            cancellationToken,
            isMissingAnError: true
        );

    private static CertificatePolicy PolicyFor(ImmutableArray<string> names)
    {
        var alternatives = new SubjectAlternativeNames();
        foreach (var one in names)
            alternatives.DnsNames.Add(one);
        var policy =
            names[0].Length <= MaxCommonName
                ? new CertificatePolicy(WellKnownIssuerNames.Unknown, $"CN={names[0]}", alternatives)
                : new CertificatePolicy(WellKnownIssuerNames.Unknown, alternatives);
        policy.KeyType = CertificateKeyType.Rsa;
        policy.KeySize = KeyBits;
        // Listeners have to get at the key.
        policy.Exportable = true;
        policy.ReuseKey = false;
        policy.ContentType = CertificateContentType.Pkcs12;
        policy.EnhancedKeyUsage.Add(ServerAuthentication);
        return policy;
    }

    /// <returns>Null where there is no such thing.</returns>
    private async Task<T?> RunAsync<T>(
        string what,
        Func<CancellationToken, Task<T?>> call,
        CancellationToken cancellationToken,
        bool isMissingAnError = false
    )
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            return await call(limited.Token);
        }
        catch (RequestFailedException e) when (e.Status == NotFound && !isMissingAnError)
        {
            return null;
        }
        catch (Exception e) when (IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            var reason = e is RequestFailedException { Status: > 0 } refusal ? $"{refusal.Status} {refusal.ErrorCode}" : e.Message;
            throw new VaultException($"The certificate {name} cannot be {what} in the vault {client.VaultUri.Host} ({reason}).", e);
        }
    }

    private static bool IsFailure(Exception e) =>
        e
            is RequestFailedException
                or AuthenticationFailedException
                or AggregateException
                or HttpRequestException
                or IOException
                or CryptographicException
                or OperationCanceledException;
}
