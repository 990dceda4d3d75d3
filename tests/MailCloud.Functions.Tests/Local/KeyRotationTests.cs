using MailCloud.Functions.Hosting;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.Spam;
using MailCloud.Storage;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Functions.Tests.Local;

/// <summary>Tick sees that a new DKIM key's record was published, without anybody asking for it.</summary>
public class KeyRotationTests
{
    private const string Domain = "example.test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_signs_from_the_tick_that_sees_its_record()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var connection = StorageConnection.FromConnectionString(azurite.ConnectionString);
        await using var storage = new MailStorage(connection, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.EnsureCreatedAsync(Cancel);
        await storage.Directory.AddDomainAsync(new Domain(Domain), Cancel);
        var zone = new MemoryDns();
        using var dns = TestDnsServer.Start(zone);
        var secrets = Directory.CreateTempSubdirectory("mailcloud-secrets-");
        try
        {
            await using var outbound = await OpenAsync(storage, dns, secrets);
            var tick = FunctionRegistry
                .Create(
                    storage,
                    HostSettings.Read(AppContext.BaseDirectory),
                    outbound,
                    await PushSetup.OpenAsync(new HttpClient(), storage, TimeProvider.System, NullLoggerFactory.Instance),
                    new SpamSettings(),
                    TimeProvider.System,
                    NullLoggerFactory.Instance
                )
                .Trigger("Tick");

            var domain = await outbound.DkimRotation!.BeginAsync(Domain, Cancel);
            Assert.Equal([DkimSelectorState.Next, DkimSelectorState.Next], domain!.DkimSelectors.Select(selector => selector.State));
            // The first is published, the second not yet.
            zone.Text(DkimRotation.RecordName(domain, domain.DkimSelectors[0]), domain.DkimSelectors[0].Record);
            await tick(new Invocation("tick", "{}", 1), Cancel);

            domain = await storage.Directory.FindDomainAsync(Domain, Cancel);
            Assert.Equal([DkimSelectorState.Active, DkimSelectorState.Next], domain!.DkimSelectors.Select(selector => selector.State));
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    private static Task<OutboundSetup> OpenAsync(MailStorage storage, TestDnsServer dns, DirectoryInfo secrets)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_OUTBOUND"] = "smarthost",
            ["MAILCLOUD_SMARTHOST"] = "127.0.0.1:9",
            ["MAILCLOUD_HOSTNAME"] = $"mail.{Domain}",
            ["MAILCLOUD_DNS_SERVERS"] = $"{dns.EndPoint}",
        };
        return OutboundSetup.OpenAsync(
            new SettingReader(name => settings.GetValueOrDefault(name)),
            storage,
            secrets.FullName,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
    }
}
