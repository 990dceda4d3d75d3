using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Certificates;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Vault;
using MailCloud.Certificates.Zones;
using MailCloud.Mail.Secrets;
using MailCloud.Testing;
using MailCloud.Testing.AzureDns;
using MailCloud.Testing.KeyVault;
using MailCloud.Testing.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>A deployment: a vault, a zone whose servers answer, secrets; and Pebble, which looks for proofs in that zone over the DNS.</summary>
internal sealed class RenewalWorld : IAsyncDisposable
{
    public const string Zone = "example.org";
    public const string Host = "mail.example.org";

    private RenewalWorld(VaultServer vault, AzureDnsServer azure) => (Vault, Azure) = (vault, azure);

    public VaultServer Vault { get; }

    public AzureDnsServer Azure { get; }

    public MemorySecrets Secrets { get; } = new();

    public ShiftedTime Time { get; } = new();

    /// <summary>Whether the zone's servers cannot be asked from where the renewal runs.</summary>
    public bool AreServersSilent { get; set; }

    /// <summary>Started by <see cref="StartWithPebbleAsync"/>.</summary>
    public PebbleServer Pebble { get; private set; } = null!;

    public static async Task<RenewalWorld> StartAsync() => new(await VaultServer.StartAsync(), await AzureDnsServer.StartAsync(Zone));

    /// <summary>Skips the test where there is no Pebble.</summary>
    public static async Task<RenewalWorld> StartWithPebbleAsync(int rejectedNonces = 0)
    {
        Xunit.Assert.SkipWhen(PebbleServer.Obstacle is not null, PebbleServer.Obstacle ?? "");
        var world = await StartAsync();
        world.Pebble = await PebbleServer.StartAsync(world.Azure.DnsEndPoint, rejectedNonces);
        return world;
    }

    /// <summary>Another Pebble instead of the one before.</summary>
    public async Task RestartPebbleAsync(Task<PebbleServer> other)
    {
        await Pebble.DisposeAsync();
        Pebble = await other;
    }

    /// <summary>What a new process would run.</summary>
    /// <param name="around">Put around every request to the authority, the vault and the zone.</param>
    /// <param name="secrets">Instead of <see cref="Secrets"/>.</param>
    public CertificateRenewal Open(
        string[]? names = null,
        string certificate = "mail",
        Uri? directory = null,
        Func<HttpMessageHandler, HttpMessageHandler>? around = null,
        ISecretStore? secrets = null,
        Func<RenewalSettings, RenewalSettings>? change = null
    )
    {
        var settings = new RenewalSettings(directory ?? Pebble.Directory, [.. names ?? [Host]])
        {
            Vault = Vault.Address,
            Certificate = certificate,
            Contact = "postmaster@example.org",
            Zones = [AzureDnsServer.IdOf(Zone)],
        };
        settings = change?.Invoke(settings) ?? settings;
        around ??= handler => handler;
        var options = VaultServer.OptionsOf(Vault.CreateClient(around));
        options.Retry.MaxRetries = 0;
        var zones = new AzureDnsZones(
            settings.Zones,
            AzureDnsServer.Credential,
            Azure.Address,
            new AzureDnsOptions { Transport = new HttpClientTransport(Azure.CreateClient(around)), Retry = { MaxRetries = 0 } }
        );
        var servers = new AuthoritativeServers(
            new MemoryDns().Address(AzureDnsServer.NameServer, "127.0.0.1"),
            Time,
            NullLoggerFactory.Instance
        )
        {
            Port = AreServersSilent ? 1 : Azure.DnsEndPoint.Port,
            SilenceLimit = TimeSpan.Zero,
            BlindWait = TimeSpan.FromMilliseconds(100),
            Pause = TimeSpan.FromMilliseconds(20),
            Limit = TimeSpan.FromSeconds(30),
        };
        return new CertificateRenewal(
            settings,
            new VaultCertificate(new CertificateClient(Vault.Address, VaultServer.Credential, options), certificate),
            zones,
            servers,
            secrets ?? Secrets,
            Pebble?.CreateClient(around) ?? new HttpClient(around(new SocketsHttpHandler())),
            Time,
            NullLogger<CertificateRenewal>.Instance
        )
        {
            Patience = new AcmePatience { FirstPause = TimeSpan.FromMilliseconds(20) },
        };
    }

    /// <summary>The newest version with its key, as a listener gets it.</summary>
    public async Task<X509Certificate2> DownloadAsync(string certificate = "mail") =>
        (await Vault.OpenCertificates().DownloadCertificateAsync(certificate)).Value;

    public async ValueTask DisposeAsync()
    {
        if (Pebble is not null)
            await Pebble.DisposeAsync();
        await Azure.DisposeAsync();
        await Vault.DisposeAsync();
    }
}

/// <summary>The machine's clock, but on another day.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
