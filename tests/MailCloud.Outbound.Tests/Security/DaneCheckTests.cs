using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Dns;
using MailCloud.Local;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>Comparing certificates with TLSA records (RFC 7672 §3). The certificate is for mx.example.net.</summary>
public sealed class DaneCheckTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-dane-");
    private readonly X509Certificate2 server;
    private readonly X509Certificate2 authority;

    public DaneCheckTests()
    {
        var files = LocalCertificates.Ensure(folder.FullName, ["mx.example.net"], TimeProvider.System);
        server = X509CertificateLoader.LoadCertificateFromFile(files.CertificateFile);
        authority = X509CertificateLoader.LoadCertificateFromFile(files.CaFile);
    }

    public void Dispose()
    {
        server.Dispose();
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    public static TheoryData<byte, byte> Forms() =>
        new()
        {
            { 0, 0 },
            { 0, 1 },
            { 0, 2 },
            { 1, 0 },
            { 1, 1 },
            { 1, 2 },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_servers_own_certificate_whatever_its_name(byte selector, byte matching)
    {
        Assert.Null(Check([Record(3, selector, matching, server)], "other.example"));
        Assert.Equal(TlsFailure.TlsaInvalid, Check([Record(3, selector, matching, authority)], "mx.example.net"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_authority_vouches_for_the_name(byte selector, byte matching)
    {
        var record = Record(2, selector, matching, authority);
        Assert.Null(Check([record], "mx.example.net"));
        Assert.Equal(TlsFailure.CertificateHostMismatch, Check([record], "other.example"));
        // The domain of the recipients is a name as good as the server's.
        Assert.Null(Check([record], "other.example", domain: "mx.example.net"));
    }

    [Fact]
    public void An_authority_that_the_server_does_not_show_vouches_for_nothing() =>
        Assert.Equal(TlsFailure.TlsaInvalid, Check([Record(2, 1, 1, authority)], "mx.example.net", isShown: false));

    [Fact]
    public void One_record_that_matches_is_enough() =>
        Assert.Null(Check([Record(3, 1, 1, authority), Record(2, 0, 1, server), Record(3, 1, 2, server)], "mx.example.net"));

    private TlsFailure? Check(TlsAssociation[] records, string host, string? domain = null, bool isShown = true)
    {
        using var chain = new X509Chain();
        if (isShown)
            chain.ChainPolicy.ExtraStore.Add(authority);
        return DaneCheck.FailureOf(new TlsPolicy(TlsLevel.Dane) { Associations = [.. records], Domain = domain }, host, server, chain);
    }

    private static TlsAssociation Record(byte usage, byte selector, byte matching, X509Certificate2 certificate)
    {
        var selected = selector == 0 ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        var record = new TlsAssociation(
            usage,
            selector,
            matching,
            [
                .. matching == 0 ? selected
                : matching == 1 ? SHA256.HashData(selected)
                : SHA512.HashData(selected),
            ]
        );
        Assert.True(DaneCheck.IsUsable(record));
        return record;
    }
}
