using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Protocol.Tests;

/// <summary>RFC 5929 §4.1: which hash a certificate is bound by.</summary>
public class ServerEndPointBindingTests
{
    [Theory]
    [InlineData("SHA256", 32)]
    [InlineData("SHA384", 48)]
    [InlineData("SHA512", 64)]
    public void It_is_the_hash_of_the_signature_or_a_better_one(string hash, int octets)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.com", rsa, new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1);
        using var certificate = Sign(request);
        var expected = octets switch
        {
            32 => SHA256.HashData(certificate.RawData),
            48 => SHA384.HashData(certificate.RawData),
            _ => SHA512.HashData(certificate.RawData),
        };
        Assert.Equal(expected, ServerEndPointBinding.Of(certificate));
    }

    [Fact]
    public void It_is_there_for_elliptic_curves()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new CertificateRequest("CN=mail.example.com", key, HashAlgorithmName.SHA384));
        Assert.Equal(SHA384.HashData(certificate.RawData), ServerEndPointBinding.Of(certificate));
    }

    [Fact]
    public void There_is_none_where_the_hash_is_a_parameter()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.com", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        using var certificate = Sign(request);
        Assert.Null(ServerEndPointBinding.Of(certificate));
    }

    private static X509Certificate2 Sign(CertificateRequest request) =>
        request.CreateSelfSigned(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
}
