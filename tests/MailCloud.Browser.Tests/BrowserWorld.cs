using MailCloud.Testing;

namespace MailCloud.Browser.Tests;

/// <summary>
/// One <c>mailcloud up</c> that all scripts talk to, and the packages that they need. Each script has two accounts of its own, so that none sees what another
/// does: <c>NAME@example.test</c> and <c>NAME-peer@example.test</c>.
/// </summary>
public sealed class BrowserWorld : IAsyncLifetime
{
    public const string Password = "browser-secret";

    /// <summary>The script whose account has very much mail.</summary>
    private const string ScrollingScript = "scrolling";
    private const int ManyMessages = 50_000;

    private const string Chromium = "/usr/bin/chromium";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-browser-");
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    public static string AccountOf(string script) => $"{script}@example.test";

    public static string PeerOf(string script) => $"{script}-peer@example.test";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        await InstallAsync();
        var accounts = Scripts.Names.SelectMany(name => (string[])[AccountOf(name), PeerOf(name)]);
        service = await MailProcess.StartAsync(data, accounts.SelectMany(account => (string[])["--account", $"{account}:{Password}"]));
    }

    /// <summary>Runs a script to its end; it has to succeed.</summary>
    public async Task RunAsync(string name)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not installed.");
        var (to, ready) = (Path.Combine(Scripts.Root, "../../../artifacts/screenshots"), Service.Endpoints);
        Directory.CreateDirectory(to);
        if (name is ScrollingScript)
            await LargeMailbox.FillAsync(ready.Storage, AccountOf(name), ManyMessages);
        string[] environment =
        [
            "MAILCLOUD_HOST=localhost",
            $"MAILCLOUD_HTTPS={ready.Ports.Https}",
            $"MAILCLOUD_IMAPS={ready.Ports.Imaps}",
            $"MAILCLOUD_SMTP={ready.Ports.Smtp}",
            $"MAILCLOUD_SUBMISSIONS={ready.Ports.Submissions}",
            $"MAILCLOUD_CA={ready.CaFile}",
            $"NODE_EXTRA_CA_CERTS={ready.CaFile}",
            $"MAILCLOUD_USER={AccountOf(name)}",
            $"MAILCLOUD_PEER={PeerOf(name)}",
            $"MAILCLOUD_PASSWORD={Password}",
            $"MAILCLOUD_SCREENSHOTS={Environment.GetEnvironmentVariable("MAILCLOUD_SCREENSHOTS") ?? to}",
            $"MAILCLOUD_CORPORA={Corpora.Folder ?? ""}",
        ];
        var (exitCode, output) = await Tool.RunAsync(
            "env",
            [.. environment, "node", "--test", "--test-reporter=spec", "--test-concurrency=1", Scripts.FileOf(name)]
        );
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, $"{name}: {output}\nThe service said: {Service.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        data.Delete(recursive: true);
    }

    /// <summary>The packages in the versions of <c>package-lock.json</c>, unless they are there.</summary>
    private static async Task InstallAsync()
    {
        var installed = new FileInfo(Path.Combine(Scripts.Root, "node_modules/.package-lock.json"));
        var wanted = new FileInfo(Path.Combine(Scripts.Root, "package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc)
            await Tool.SucceedAsync("npm", ["ci", "--prefix", Scripts.Root, "--ignore-scripts", "--no-audit", "--no-fund"]);
    }
}
