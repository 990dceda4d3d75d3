using System.Collections.Immutable;
using System.Net;
using System.Text;
using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>
/// A <c>mailcloud up</c> behind a proxy, which is the test: it may come from everywhere. 203.0.113.0/24 is trusted, 198.51.100.0/24 denied, IMAP for
/// 192.0.2.0/24 only, and 192.0.2.66 on a block list.
/// </summary>
public sealed class ProxiedProcess : IAsyncLifetime
{
    public const string Alice = "alice@example.test";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-up-");
    private readonly TestDnsServer dns = TestDnsServer.Start(
        new MemoryDns()
            .Address("66.2.0.192.bl.example", "127.0.0.2")
            .Text("66.2.0.192.bl.example", "sends spam")
            .MailExchange("elsewhere.example", 10, "mail.elsewhere.example")
    );
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    /// <summary>The header of version 1 for a client.</summary>
    public static byte[] Text(string client) => Encoding.ASCII.GetBytes($"PROXY TCP4 {client} 192.0.2.254 40000 25\r\n");

    /// <summary>The header of version 2 for a client, as HAProxy's <c>send-proxy-v2</c> writes it.</summary>
    public static byte[] Binary(string client) =>
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, .. IPAddress.Parse(client).GetAddressBytes(), 192, 0, 2, 254, 0x9C, 0x40, 0, 25];

    public async ValueTask InitializeAsync() =>
        service = await MailProcess.StartAsync(
            data,
            ImmutableDictionary.CreateRange(
                StringComparer.Ordinal,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["MAILCLOUD_PROXY_NETWORKS"] = "127.0.0.0/8 ::1",
                    ["MAILCLOUD_TRUSTED_NETWORKS"] = "203.0.113.0/24",
                    ["MAILCLOUD_DENIED_NETWORKS"] = "198.51.100.0/24",
                    ["MAILCLOUD_IMAP_ALLOWED_NETWORKS"] = "192.0.2.0/24",
                    ["MAILCLOUD_DNS_SERVERS"] = $"{dns.EndPoint}",
                    ["MAILCLOUD_DNSBL"] = "bl.example",
                    ["MAILCLOUD_GREETING_DELAY"] = "0:00:01",
                    ["MAILCLOUD_GREYLISTING"] = "on",
                    ["MAILCLOUD_GREYLISTING_KEY"] = "a key of the tests alone",
                    ["MAILCLOUD_GREYLISTING_DELAY"] = "0:00:01",
                }
            ),
            "--account",
            $"{Alice}:alice-secret"
        );

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        dns.Dispose();
        data.Delete(recursive: true);
    }
}
