using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace MailCloud.Testing.KeyVault;

/// <summary>One version of a certificate in a vault: what was signed, its key, and the chain that came with it.</summary>
/// <param name="Certificate">Without its key.</param>
/// <param name="Chain">Authorities, the one that signed it first.</param>
internal sealed record VaultCertificateVersion(
    string Version,
    X509Certificate2 Certificate,
    AsymmetricAlgorithm Key,
    IReadOnlyList<X509Certificate2> Chain,
    VaultCertificatePolicy Policy,
    DateTimeOffset Created
)
{
    public bool IsEnabled { get; set; } = true;

    public JsonObject? Tags { get; set; }

    /// <summary>The value of the secret behind it, in the form that its policy asks for.</summary>
    public string SecretValue => Policy.ContentType is "application/x-pem-file" ? Pem() : Pkcs12();

    /// <summary>As an item of a list.</summary>
    public JsonObject Item(string certificateId) =>
        new()
        {
            ["id"] = certificateId,
            ["x5t"] = Thumbprint,
            ["attributes"] = Attributes(),
            ["tags"] = Tags?.DeepClone() ?? new JsonObject(),
        };

    /// <summary>As a bundle.</summary>
    /// <param name="vault">The vault's address.</param>
    public JsonObject Bundle(Uri vault, string name)
    {
        var policy = (JsonObject)Policy.Json.DeepClone();
        policy["id"] = $"{vault}certificates/{name}/policy";
        return new()
        {
            ["id"] = $"{vault}certificates/{name}/{Version}",
            ["kid"] = $"{vault}keys/{name}/{Version}",
            ["sid"] = $"{vault}secrets/{name}/{Version}",
            ["x5t"] = Thumbprint,
            ["cer"] = Convert.ToBase64String(Certificate.RawData),
            ["attributes"] = Attributes(),
            ["policy"] = policy,
            ["tags"] = Tags?.DeepClone() ?? new JsonObject(),
        };
    }

    private string Thumbprint => System.Buffers.Text.Base64Url.EncodeToString(Certificate.GetCertHash());

    private JsonObject Attributes() =>
        new()
        {
            ["enabled"] = IsEnabled,
            ["nbf"] = new DateTimeOffset(Certificate.NotBefore.ToUniversalTime()).ToUnixTimeSeconds(),
            ["exp"] = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds(),
            ["created"] = Created.ToUnixTimeSeconds(),
            ["updated"] = Created.ToUnixTimeSeconds(),
            ["recoveryLevel"] = "Recoverable",
        };

    private string Pkcs12()
    {
        using var own = Key is ECDsa ec ? Certificate.CopyWithPrivateKey(ec) : Certificate.CopyWithPrivateKey((RSA)Key);
        X509Certificate2Collection all = [own, .. Chain];
        return Convert.ToBase64String(all.Export(X509ContentType.Pkcs12)!);
    }

    private string Pem() =>
        string.Join(
            '\n',
            [Key.ExportPkcs8PrivateKeyPem(), Certificate.ExportCertificatePem(), .. Chain.Select(c => c.ExportCertificatePem())]
        ) + "\n";
}
