using System.Security.Cryptography;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Security.Keys;

/// <summary>
/// Encrypts the keys that lie in storage, so that whoever reads the storage account can make no cookie and read no secret of theirs. It is in the secret store under the name <c>web-keys</c>, in
/// hexadecimal digits; made when it is first needed.
/// </summary>
public sealed class KeyEncryptionKey
{
    private const int KeyOctets = 32;
    private const int TagOctets = 16;
    private const int NonceOctets = 12;

    private static readonly SecretName Name = new("web-keys");

    private readonly byte[] key;

    private KeyEncryptionKey(byte[] key) => this.key = key;

    /// <exception cref="StoreUnavailableException">The secret store does not answer.</exception>
    public static async ValueTask<KeyEncryptionKey> OpenAsync(ISecretStore secrets, CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(Name, cancellationToken) is not { } text)
        {
            await secrets.SetAsync(Name, RandomNumberGenerator.GetHexString(2 * KeyOctets), cancellationToken);
            // Of two processes that made one, the later one's counts for both.
            text =
                await secrets.FindAsync(Name, cancellationToken)
                ?? throw new StoreUnavailableException("The secret store does not show what was just put there.");
        }
        return new KeyEncryptionKey(Convert.FromHexString(text));
    }

    /// <returns>Nonce, text and tag of AES-256-GCM.</returns>
    internal byte[] Encrypt(ReadOnlySpan<byte> text)
    {
        var octets = new byte[NonceOctets + text.Length + TagOctets];
        var nonce = octets.AsSpan(0, NonceOctets);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagOctets);
        aes.Encrypt(nonce, text, octets.AsSpan(NonceOctets, text.Length), octets.AsSpan(NonceOctets + text.Length));
        return octets;
    }

    /// <exception cref="CryptographicException">It was encrypted under another key, or changed since.</exception>
    internal byte[] Decrypt(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < NonceOctets + TagOctets)
            throw new CryptographicException("An encrypted key is cut short.");
        var text = new byte[octets.Length - NonceOctets - TagOctets];
        using var aes = new AesGcm(key, TagOctets);
        aes.Decrypt(octets[..NonceOctets], octets[NonceOctets..^TagOctets], octets[^TagOctets..], text);
        return text;
    }
}
