using System.Security.Cryptography;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;

namespace MailCloud.SenderAuthentication.Srs;

/// <summary>
/// The secret behind forwarded senders, in the secret store under the name <c>srs</c>; made when it is first needed. It is in hexadecimal digits. To replace it,
/// a new one is put in front, a blank between them, and the old one taken away when its addresses are no longer good (<see cref="SenderRewriting.Validity"/>).
/// </summary>
public static class SrsSecret
{
    private const int Octets = 32;

    public static readonly SecretName Name = new("srs");

    /// <exception cref="StoreUnavailableException">The secret store does not answer.</exception>
    public static async ValueTask<SenderRewriting> OpenAsync(ISecretStore secrets, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(Name, cancellationToken) is not { } text)
        {
            await secrets.SetAsync(Name, Convert.ToHexString(RandomNumberGenerator.GetBytes(Octets)), cancellationToken);
            // Of two processes that made one, the later one's counts for both.
            text =
                await secrets.FindAsync(Name, cancellationToken)
                ?? throw new StoreUnavailableException("The secret store does not show what was just put there.");
        }
        return new SenderRewriting(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString), time);
    }
}
