using MailCloud.SenderAuthentication.Dkim;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests;

/// <summary>Keys that are made once for all tests, and the DNS that knows them.</summary>
internal static class Keys
{
    public const string Domain = "football.example.com";

    public static readonly DkimSigningKey Rsa = new(Domain, "r2026", DkimKey.Create(DkimKeyKind.Rsa));
    public static readonly DkimSigningKey Ed25519 = new(Domain, "e2026", DkimKey.Create(DkimKeyKind.Ed25519));

    public static readonly MemoryDns Dns = new MemoryDns()
        .Text("r2026._domainkey.football.example.com", Rsa.Key.DnsRecord)
        .Text("e2026._domainkey.football.example.com", Ed25519.Key.DnsRecord);
}
