using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Rendering;
using Microsoft.AspNetCore.DataProtection;

namespace MailCloud.Webmail.Images;

/// <summary>
/// The proxy's addresses of pictures of other servers. Each is signed for one account, so that the proxy fetches nothing but what a message in that account showed.
/// </summary>
internal sealed class ImageAddresses(IDataProtectionProvider protection)
{
    private const string Purpose = "MailCloud.Webmail.Images";

    public string Of(AccountId account, string picture)
    {
        var signature = Protector(account).Protect(SHA256.HashData(Encoding.UTF8.GetBytes(picture)));
        return $"{RenderingEndpoints.Image}?u={Uri.EscapeDataString(picture)}&s={Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Whether this account was given the address.</summary>
    public bool IsSigned(AccountId account, string picture, string signature)
    {
        try
        {
            var signed = Protector(account).Unprotect(Base64Url.DecodeFromChars(signature));
            return CryptographicOperations.FixedTimeEquals(signed, SHA256.HashData(Encoding.UTF8.GetBytes(picture)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private IDataProtector Protector(AccountId account) => protection.CreateProtector(Purpose, account.Value);
}
