using System.Security.Cryptography;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

public class DkimKeyTests
{
    [Theory]
    [InlineData(DkimKeyKind.Rsa)]
    [InlineData(DkimKeyKind.Ed25519)]
    public void A_key_survives_its_pem(DkimKeyKind kind)
    {
        using var key = DkimKey.Create(kind);
        var pem = key.ToPem();
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        using var read = DkimKey.FromPem(pem);
        Assert.Equal((key.Kind, key.DnsRecord, pem), (read.Kind, read.DnsRecord, read.ToPem()));
    }

    [Theory]
    [InlineData(DkimKeyKind.Rsa, "v=DKIM1; k=rsa; p=MII")]
    [InlineData(DkimKeyKind.Ed25519, "v=DKIM1; k=ed25519; p=")]
    public void The_dns_record_is_cut_into_strings_that_fit(DkimKeyKind kind, string start)
    {
        using var key = DkimKey.Create(kind);
        Assert.StartsWith(start, key.DnsRecord, StringComparison.Ordinal);
        Assert.Equal(key.DnsRecord, string.Concat(key.DnsStrings));
        Assert.All(key.DnsStrings, text => Assert.InRange(text.Length, 1, 255));
        Assert.Equal(kind is DkimKeyKind.Rsa ? 2 : 1, key.DnsStrings.Length);
    }

    [Fact]
    public void Old_rsa_pem_is_read()
    {
        using var rsa = RSA.Create(2048);
        using var key = DkimKey.FromPem(rsa.ExportRSAPrivateKeyPem());
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), key.PublicKey);
    }

    public static TheoryData<string> NoKeys()
    {
        using var shortKey = RSA.Create(512);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        return
        [
            "",
            "no key",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
            shortKey.ExportPkcs8PrivateKeyPem(),
            ec.ExportPkcs8PrivateKeyPem(),
            rsa.ExportSubjectPublicKeyInfoPem(),
            rsa.ExportEncryptedPkcs8PrivateKeyPem("word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
        ];
    }

    [Theory]
    [MemberData(nameof(NoKeys), DisableDiscoveryEnumeration = true)]
    public void What_is_no_key_is_refused(string pem) => Assert.Throws<FormatException>(() => DkimKey.FromPem(pem));

    [Fact]
    public void A_key_never_shows_itself()
    {
        using var key = DkimKey.Create(DkimKeyKind.Ed25519);
        Assert.Equal(
            "DkimSigningKey { Domain = d, Selector = s, Key = DKIM key (ed25519-sha256) }",
            new DkimSigningKey("d", "s", key).ToString()
        );
    }
}
