using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Local;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Cli.Tests.Local;

public sealed class LocalCertificatesTests : IDisposable
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "::1", "mail.example.test", "*.example.test"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-certificates-");
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("-verify_hostname", "localhost")]
    [InlineData("-verify_hostname", "mail.example.test")]
    [InlineData("-verify_hostname", "autoconfig.example.test")]
    [InlineData("-verify_ip", "127.0.0.1")]
    [InlineData("-verify_ip", "::1")]
    public async Task OpenSsl_accepts_the_server_for_each_of_its_names(string check, string name)
    {
        var files = Ensure();
        var (code, output) = await OpenSslAsync(
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-CAfile",
            files.CaFile,
            check,
            name,
            files.CertificateFile
        );
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task OpenSsl_refuses_the_server_for_another_name()
    {
        var files = Ensure();
        var (code, output) = await OpenSslAsync(
            "verify",
            "-CAfile",
            files.CaFile,
            "-verify_hostname",
            "example.org",
            files.CertificateFile
        );
        Assert.True(code != 0, output);
        Assert.Contains("hostname mismatch", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_files_are_used_again()
    {
        var before = Thumbprints(Ensure());
        time.Advance(TimeSpan.FromDays(360));
        Assert.Equal(before, Thumbprints(Ensure()));
    }

    [Fact]
    public void A_server_certificate_with_less_than_30_days_left_is_renewed_by_the_same_authority()
    {
        var before = Thumbprints(Ensure());
        time.Advance(TimeSpan.FromDays(368));
        var after = Thumbprints(Ensure());
        Assert.Equal(before.Ca, after.Ca);
        Assert.NotEqual(before.Server, after.Server);
    }

    [Fact]
    public void Other_names_make_another_server_certificate()
    {
        var before = Thumbprints(Ensure());
        var after = Thumbprints(LocalCertificates.Ensure(folder.FullName, [.. Names, "192.0.2.1"], time));
        Assert.Equal(before.Ca, after.Ca);
        Assert.NotEqual(before.Server, after.Server);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("ca.key")]
    [InlineData("server.pem")]
    [InlineData("server.key")]
    public async Task A_damaged_file_is_replaced_and_the_chain_is_good_again(string name)
    {
        Ensure();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), "not PEM", TestContext.Current.CancellationToken);
        var files = Ensure();
        using var server = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        using var ca = X509CertificateLoader.LoadCertificateFromFile(files.CaFile);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(server), string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation)));
    }

    [Fact]
    public void Private_keys_are_their_owners_alone()
    {
        var files = Ensure();
        PrivateFiles.AssertPrivate(files.KeyFile);
        PrivateFiles.AssertPrivate(Path.Combine(folder.FullName, "ca.key"));
    }

    private LocalCertificates Ensure() => LocalCertificates.Ensure(folder.FullName, Names, time);

    private static (string Ca, string Server) Thumbprints(LocalCertificates files)
    {
        using var ca = X509CertificateLoader.LoadCertificateFromFile(files.CaFile);
        using var server = X509CertificateLoader.LoadCertificateFromFile(files.CertificateFile);
        return (ca.Thumbprint, server.Thumbprint);
    }

    private static async Task<(int Code, string Output)> OpenSslAsync(params string[] arguments)
    {
        Process? openssl = null;
        try
        {
            openssl = Process.Start(
                new ProcessStartInfo("openssl", arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("openssl is not installed");
        }
        using var process = openssl!;
        var cancel = TestContext.Current.CancellationToken;
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel) + await errors;
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output);
    }
}
