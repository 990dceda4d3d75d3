using MailCloud.Mail.Secrets;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Webmail.Security.Keys;

namespace MailCloud.Cli.Cloud;

/// <summary>The secrets that a service cannot be without, made before its parts come up, so that none of them has to make one that another cannot see.</summary>
/// <param name="secrets">The vault of the functions.</param>
/// <param name="edge">The vault of the listener, which reads there and writes nothing.</param>
internal sealed class CloudSecrets(ISecretStore secrets, ISecretStore edge, TimeProvider time)
{
    /// <summary>Makes what is missing; a secret that is there is never changed, but for the listener's copy of one.</summary>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        await KeyEncryptionKey.OpenAsync(secrets, cancel);
        await SrsSecret.OpenAsync(secrets, time, cancel);
        var returnPaths = (await secrets.FindAsync(SrsSecret.Name, cancel))!;
        if (!string.Equals(await edge.FindAsync(SrsSecret.Name, cancel), returnPaths, StringComparison.Ordinal))
            await edge.SetAsync(SrsSecret.Name, returnPaths, cancel);
    }
}
