using System.Buffers.Text;
using MailCloud.Certificates.Acme;
using MailCloud.Mail.Secrets;

namespace MailCloud.Certificates.Renewal;

/// <summary>The key of our account at an authority, a secret that is made when it is first needed; and what binds the account to another one.</summary>
internal sealed class AccountKeys(ISecretStore secrets, Uri directory)
{
    public static readonly SecretName Name = new("acme-account-key");
    public static readonly SecretName BindingName = new("acme-eab-key");

    /// <exception cref="AcmeException">What is kept is no key.</exception>
    public async Task<AccountKey> OpenAsync(CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(Name, cancellationToken) is { } pem)
            try
            {
                return AccountKey.FromPem(pem);
            }
            catch (ArgumentException e)
            {
                throw new AcmeException(
                    $"The secret {Name} is no key of an account at {directory.Host}: remove it, and a new one is made.",
                    e
                );
            }
        var key = AccountKey.Create();
        // Kept before it is used: an account whose key is lost can never be entered again.
        await secrets.SetAsync(Name, key.ExportPem(), cancellationToken);
        return key;
    }

    /// <param name="id">What the authority calls the other account; null: there is none.</param>
    /// <exception cref="AcmeException">Its key is missing, or is none.</exception>
    public async Task<ExternalAccount?> BindingAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null)
            return null;
        var text = (await secrets.FindAsync(BindingName, cancellationToken))?.Trim();
        return text is { Length: > 0 } && Base64Url.IsValid(text)
            ? new ExternalAccount(id, Base64Url.DecodeFromChars(text))
            : throw new AcmeException(
                $"The secret {BindingName} has to be the key, in base64url, that {directory.Host} gave out with the account {id}."
            );
    }
}
