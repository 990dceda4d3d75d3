using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

public sealed class ImageTests(PublishedImage image) : IClassFixture<PublishedImage>, IDisposable
{
    /// <summary>Makes every file system of this process read-only, gives up all rights, and becomes the program.</summary>
    private const string Confine = """
        set -e
        mount --make-rprivate /
        mount --bind / / && mount -o remount,bind,ro /
        for place in $(awk '$2 != "/" && $2 !~ "^/(proc|sys|dev)" { print $2 }' /proc/mounts); do mount -o remount,bind,ro "$place" 2>/dev/null || true; done
        if touch "$1/written" 2>/dev/null; then exit 9; fi
        exec setpriv --reuid 1654 --regid 1654 --clear-groups --no-new-privs --bounding-set -all "${@:2}"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-confined-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_publish_command_makes_the_program_that_the_image_starts()
    {
        var program = Path.Combine(image.App, Program);

        Assert.True(File.Exists(program));
        // The base image brings the framework.
        var runtime = await File.ReadAllTextAsync(
            Path.ChangeExtension(program, "runtimeconfig.json"),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("Microsoft.AspNetCore.App", runtime, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(image.App, "libcoreclr.so")));
    }

    [Fact]
    public async Task It_serves_as_a_user_without_rights_who_can_write_nowhere()
    {
        Assert.SkipUnless(Environment.UserName is "root", "Only root can make file systems read-only.");
        var (mayConfine, reason) = await Tool.RunAsync("unshare", ["--mount", "mount", "--make-rprivate", "/"]);
        Assert.SkipUnless(mayConfine == 0, $"File systems cannot be made read-only here: {reason}");
        await using var azurite = await AzuriteServer.StartAsync();
        var port = FreePort();
        using var listener = await StartAsync(azurite.ConnectionString, port);
        try
        {
            Assert.StartsWith("220 mail.example.org ", await GreetingAsync(listener, port), StringComparison.Ordinal);
        }
        finally
        {
            listener.Kill(entireProcessTree: true);
            await listener.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string Program => Assert.Single(Dockerfile.Instructions["ENTRYPOINT"]).Split('"')[3];

    private async Task<Process> StartAsync(string storage, int port)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        // Another user reads them.
        await Tool.SucceedAsync("chmod", ["--recursive", "go+rX", folder.FullName]);

        string[] command = ["--mount", "bash", "-c", Confine, "bash", folder.FullName, "dotnet", Path.Combine(image.App, Program)];
        var start = new ProcessStartInfo("unshare", command) { UseShellExecute = false, RedirectStandardError = true };
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["MAILCLOUD_STORAGE"] = storage,
            ["MAILCLOUD_HOSTNAME"] = "mail.example.org",
            ["MAILCLOUD_BIND"] = "127.0.0.1",
            ["MAILCLOUD_TLS_CERTIFICATE"] = certificateFile,
            ["MAILCLOUD_TLS_KEY"] = keyFile,
            ["MAILCLOUD_PORT_SMTP"] = $"{port}",
            ["MAILCLOUD_PORT_SUBMISSION"] = $"{FreePort()}",
            ["MAILCLOUD_PORT_SUBMISSIONS"] = $"{FreePort()}",
            ["MAILCLOUD_PORT_IMAPS"] = $"{FreePort()}",
            ["MAILCLOUD_PORT_POP3S"] = $"{FreePort()}",
            ["MAILCLOUD_HEALTH_PORT"] = $"{FreePort()}",
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> GreetingAsync(Process listener, int port)
    {
        var clock = Stopwatch.StartNew();
        while (!listener.HasExited && clock.Elapsed < StartLimit)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                await Task.Delay(100);
                continue;
            }
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync() ?? "";
        }
        listener.Kill(entireProcessTree: true);
        return $"It does not serve: {await listener.StandardError.ReadToEndAsync()}";
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
