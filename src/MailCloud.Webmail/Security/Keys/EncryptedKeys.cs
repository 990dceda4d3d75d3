using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Webmail.Security.Keys;

/// <summary>Where Data Protection keeps its keys, and what encrypts them there.</summary>
public static class EncryptedKeys
{
    /// <param name="encryption">Null: they lie in storage as they are, which then has to be as safe as they.</param>
    public static void KeepKeysIn(this IDataProtectionBuilder protection, IXmlRepository storage, KeyEncryptionKey? encryption)
    {
        protection.Services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = storage;
            options.XmlEncryptor = encryption is null ? new NullXmlEncryptor() : new KeyEncryptor(encryption);
        });
        if (encryption is not null)
            protection.Services.AddSingleton(encryption);
    }
}

/// <summary>Encrypts a key before it is stored.</summary>
internal sealed class KeyEncryptor(KeyEncryptionKey encryption) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var octets = encryption.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new EncryptedXmlInfo(new XElement("encryptedKey", Convert.ToBase64String(octets)), typeof(KeyDecryptor));
    }
}

/// <summary>Decrypts what <see cref="KeyEncryptor"/> encrypted. Its name is part of what is stored.</summary>
internal sealed class KeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var octets = Convert.FromBase64String(encryptedElement.Value);
        return XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<KeyEncryptionKey>().Decrypt(octets)));
    }
}
