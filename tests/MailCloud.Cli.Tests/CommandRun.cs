using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Zones;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Secrets;
using MailCloud.Testing;
using MailCloud.Testing.AzureDns;
using MailCloud.Testing.KeyVault;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace MailCloud.Cli.Tests;

/// <summary>One command line, run in this process over storage in memory.</summary>
/// <param name="Output">What it said, lines ended by <c>\n</c>.</param>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandRun> RunAsync(World world, string input, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var reader = new StringReader(input);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No }
        );
        var context = new CommandContext(new Terminal(console, reader, error), world.Variables.GetValueOrDefault, world.OpenAsync)
        {
            OpenSecrets = world.OpenSecrets,
            OpenDns = _ => world.Dns,
            OpenZones = world.OpenZones,
            OpenCertificates = vault => world.Vaults[vault].OpenCertificates(),
            OpenRenewal = world.OpenRenewal,
            Time = world.IsInRealTime ? TimeProvider.System : world.Time,
        };
        var code = await CommandLine.RunAsync(arguments, context);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>It did its work and complained of nothing.</summary>
    public CommandRun Succeeded()
    {
        Assert.Equal((CommandLine.Success, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>It did its work, and had something to say about it, which holds all of <paramref name="words"/>.</summary>
    public CommandRun SucceededNoting(params string[] words)
    {
        Assert.Equal(CommandLine.Success, ExitCode);
        Assert.All(words, word => Assert.Contains(word, Error, StringComparison.Ordinal));
        return this;
    }

    /// <summary>It ended with this exit code and one error line that holds all of <paramref name="words"/>.</summary>
    public void Complained(int exitCode, params string[] words)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.StartsWith("mailcloud: ", Error, StringComparison.Ordinal);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.All(words, word => Assert.Contains(word, Error, StringComparison.Ordinal));
    }
}

/// <summary>What the commands of one test work on: storage in memory, and environment variables.</summary>
internal sealed class World
{
    /// <summary>The connection string under which the storage is found.</summary>
    public const string Storage = "UseMemory=true";

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal) { ["MAILCLOUD_STORAGE"] = Storage };

    public MemoryDirectory Directory { get; } = new();

    public MemoryMailStore Mail { get; } = new(TimeProvider.System);

    public MemoryObjectStore Objects { get; } = new();

    public MemorySecrets Secrets { get; } = new();

    public MemoryDns Dns { get; init; } = new();

    /// <summary>Azure DNS; null: there is none.</summary>
    public AzureDnsServer? Zones { get; init; }

    /// <summary>The key vaults by their addresses.</summary>
    public Dictionary<Uri, VaultServer> Vaults { get; } = [];

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    /// <summary>Whether commands see the machine's clock, since they talk to programs that do.</summary>
    public bool IsInRealTime { get; init; }

    /// <summary>Where secrets were looked for.</summary>
    public List<SecretSettings> OpenedSecrets { get; } = [];

    /// <summary>Opens what renews certificates.</summary>
    public Func<SettingReader, Func<ISecretStore>, CertificateRenewal?> OpenRenewal { get; set; } =
        (settings, secrets) => RenewalSetup.Open(settings, secrets, TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>The accounts that were opened.</summary>
    public List<StorageAccount> Opened { get; } = [];

    public ValueTask<Accounts> OpenAsync(StorageAccount account, CancellationToken cancel)
    {
        Opened.Add(account);
        return new(new Accounts(Directory, Mail, Objects));
    }

    public ISecretStore OpenSecrets(SecretSettings settings)
    {
        OpenedSecrets.Add(settings);
        return settings.Vault is { } address && Vaults.TryGetValue(address, out var vault) ? SecretsOf(vault) : Secrets;
    }

    public static ISecretStore SecretsOf(VaultServer vault) =>
        new KeyVaultSecretStore(
            vault.Address,
            VaultServer.Credential,
            TimeProvider.System,
            NullLogger.Instance,
            new SecretClientOptions { Transport = new HttpClientTransport(vault.Http), DisableChallengeResourceVerification = true }
        );

    public AzureDnsZones OpenZones(IReadOnlyList<string> ids) =>
        new(ids, AzureDnsServer.Credential, Zones!.Address, new AzureDnsOptions { Transport = new HttpClientTransport(Zones.Http) });

    public Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.RunAsync(this, "", arguments);

    public Task<CommandRun> RunWithInputAsync(string input, params string[] arguments) => CommandRun.RunAsync(this, input, arguments);
}
