using System.Net.Security;
using System.Security.Cryptography;
using MailCloud.Certificates.Vault;
using MailCloud.Mail.Store;

namespace MailCloud.Functions;

/// <summary>
/// The server's certificate as the functions have it, for signing profiles: the vault is asked when somebody wants one, and then not again for a while, whatever came of it. What was found last stays in use
/// while the vault is away.
/// </summary>
/// <param name="name">The certificate's name in the vault.</param>
/// <param name="interval">How long the vault is not asked again.</param>
public sealed class ProfileCertificate(
    CertificateVault vault,
    string name,
    TimeSpan interval,
    TimeProvider time,
    ILogger<ProfileCertificate> log
)
{
    /// <summary>Somebody waits for it, and can have a profile without a signature.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private Task<Found?> latest = Task.FromResult<Found?>(null);
    private DateTimeOffset next;

    /// <summary>Null: there is none, or none could be had yet.</summary>
    public async ValueTask<SslStreamCertificateContext?> FindAsync(CancellationToken cancellationToken)
    {
        Task<Found?> asked;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now >= next)
                (next, latest) = (now + interval, RefreshAsync(latest));
            asked = latest;
        }
        return (await asked.WaitAsync(cancellationToken))?.Certificate;
    }

    private async Task<Found?> RefreshAsync(Task<Found?> before)
    {
        var old = await before;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var version = await vault.FindVersionAsync(name, patience.Token);
            if (version is null || string.Equals(version, old?.Version, StringComparison.Ordinal))
                return version is null ? null : old;
            var read = await vault.ReadAsync(name, version, patience.Token);
            return new Found(version, SslStreamCertificateContext.Create(read.Certificate, read.Chain, offline: true));
        }
        catch (Exception e) when (e is StoreUnavailableException or CryptographicException or OperationCanceledException)
        {
            log.LogWarning(
                e,
                "The certificate {Name} cannot be read from its vault; profiles are signed with the last one, or not at all",
                name
            );
            return old;
        }
    }

    private sealed record Found(string Version, SslStreamCertificateContext Certificate);
}
