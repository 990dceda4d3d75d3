using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace MailCloud.Testing.KeyVault;

/// <summary>How a vault makes a certificate's key and request, as the JSON of the REST interface has it.</summary>
internal sealed class VaultCertificatePolicy(JsonObject json)
{
    public JsonObject Json => json;

    public string Issuer => (string?)json["issuer"]?["name"] ?? "Unknown";

    public string ContentType => (string?)json["secret_props"]?["contentType"] ?? "application/x-pkcs12";

    public int ValidityMonths => (int?)json["x509_props"]?["validity_months"] ?? 12;

    public bool ReusesKey => (bool?)json["key_props"]?["reuse_key"] ?? false;

    /// <summary>RSA of 2048 bits where the policy does not say.</summary>
    public AsymmetricAlgorithm CreateKey()
    {
        var properties = json["key_props"];
        return (string?)properties?["kty"] is "EC"
            ? ECDsa.Create(
                (string?)properties["crv"] switch
                {
                    "P-384" => ECCurve.NamedCurves.nistP384,
                    "P-521" => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.NamedCurves.nistP256,
                }
            )
            : RSA.Create((int?)properties?["key_size"] ?? 2048);
    }

    /// <summary>A request with the policy's subject and names, signed by the key.</summary>
    public CertificateRequest CreateRequest(AsymmetricAlgorithm key)
    {
        var properties = json["x509_props"];
        var subject = new X500DistinguishedName((string?)properties?["subject"] ?? "");
        var request = key is ECDsa ec
            ? new CertificateRequest(subject, ec, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (properties?["sans"]?["dns_names"] is JsonArray { Count: > 0 } names)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
                alternatives.AddDnsName((string)name!);
            request.CertificateExtensions.Add(alternatives.Build());
        }
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request;
    }
}
