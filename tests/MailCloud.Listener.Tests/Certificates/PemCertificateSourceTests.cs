using MailCloud.Local;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Listener.Tests;

public sealed class PemCertificateSourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-pem-");
    private readonly FakeTimeProvider time = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_renewed_certificate_is_used_without_a_restart()
    {
        var files = Certificates("one.example");
        var source = Bench.Pem(files, time);
        var before = source.Select("one.example").TargetCertificate.Thumbprint;
        Assert.Equal(before, source.Select(null).TargetCertificate.Thumbprint);

        Certificates("two.example");
        Touch(files);
        Assert.Equal(before, source.Select(null).TargetCertificate.Thumbprint);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotEqual(before, source.Select(null).TargetCertificate.Thumbprint);
    }

    [Fact]
    public void A_damaged_file_leaves_the_last_good_certificate_in_place()
    {
        var files = Certificates("one.example");
        var source = Bench.Pem(files, time);
        var before = source.Select(null).TargetCertificate.Thumbprint;

        File.WriteAllText(files.CertificateFile, "no certificate");
        Touch(files);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(before, source.Select(null).TargetCertificate.Thumbprint);
    }

    private LocalCertificates Certificates(string name) => LocalCertificates.Ensure(folder.FullName, [name], TimeProvider.System);

    private static void Touch(LocalCertificates files) =>
        File.SetLastWriteTimeUtc(files.CertificateFile, File.GetLastWriteTimeUtc(files.CertificateFile).AddSeconds(2));
}
