using System.Xml.Linq;

namespace MailCloud.Discovery.Tests;

/// <summary>The file in which Thunderbird and many others look for the servers.</summary>
public class AutoconfigTests
{
    private static readonly string[] Paths =
    [
        "/mail/config-v1.1.xml",
        "/.well-known/autoconfig/mail/config-v1.1.xml",
        "/.well-known/mail-v1.xml",
    ];

    [Fact]
    public async Task It_is_the_same_under_every_name()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        foreach (var path in Paths)
        {
            var answer = await world.GetAsync($"{path}?emailaddress=alice%40example.org", "autoconfig.example.org");
            Assert.Equal((200, "text/xml; charset=utf-8", "public, max-age=3600"), (answer.Status, answer.Type, answer.Caching));
            Golden.Same("config-v1.1.xml", answer.Text);
        }
    }

    /// <summary>What Thunderbird's reader insists on: the id, a domain, known words, and everything of a server.</summary>
    [Fact]
    public async Task Thunderbird_understands_it()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var config = XDocument.Parse((await world.GetAsync(Paths[0], "autoconfig.example.org")).Text).Root!;
        Assert.Equal(("clientConfig", "1.1"), (config.Name.LocalName, config.Attribute("version")?.Value));
        var provider = Assert.Single(config.Elements("emailProvider"));
        Assert.Equal("example.org", provider.Attribute("id")?.Value);
        Assert.Equal("example.org", provider.Element("domain")?.Value);
        var servers = provider.Elements().Where(element => element.Name.LocalName is "incomingServer" or "outgoingServer").ToList();
        Assert.Equal(
            [
                ("imap", "mail.example.org", "993", "SSL"),
                ("pop3", "mail.example.org", "995", "SSL"),
                ("smtp", "mail.example.org", "465", "SSL"),
                ("smtp", "mail.example.org", "587", "STARTTLS"),
            ],
            servers.Select(server =>
                (
                    server.Attribute("type")!.Value,
                    server.Element("hostname")!.Value,
                    server.Element("port")!.Value,
                    server.Element("socketType")!.Value
                )
            )
        );
        Assert.All(servers, server => Assert.Equal("password-cleartext", server.Element("authentication")?.Value));
        Assert.All(servers, server => Assert.Equal("%EMAILADDRESS%", server.Element("username")?.Value));
    }

    [Theory]
    // The address decides; the host does where there is none.
    [InlineData("?emailaddress=nobody@example.org", "autoconfig.example.org", "example.org")]
    [InlineData("?emailaddress=nobody@example.org", "autoconfig.elsewhere.example", "example.org")]
    [InlineData("?emailaddress=nobody@EXAMPLE.org", "127.0.0.1", "example.org")]
    [InlineData("?emailaddress=a@b%C3%BCcher.example", "127.0.0.1", "xn--bcher-kva.example")]
    [InlineData("", "autoconfig.example.org", "example.org")]
    [InlineData("", "AutoConfig.Example.ORG:8443", "example.org")]
    [InlineData("", "example.org", "example.org")]
    [InlineData("", "autoconfig.xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("?emailaddress=%25EMAILADDRESS%25", "autoconfig.example.org", "example.org")]
    [InlineData("?emailaddress=nobody@elsewhere.example", "autoconfig.example.org", null)]
    [InlineData("?emailaddress=", "autoconfig.elsewhere.example", null)]
    [InlineData("", "mail.example.org", null)]
    [InlineData("", "autoconfig.autoconfig.example.org", null)]
    [InlineData("", "example.org.elsewhere.example", null)]
    [InlineData("", "127.0.0.1", null)]
    [InlineData("", "[::1]:80", null)]
    public async Task The_domain_is_that_of_the_address_or_of_the_host(string query, string host, string? domain)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.GetAsync(Paths[0] + query, host);
        Assert.Equal(domain is null ? 404 : 200, answer.Status);
        Assert.Equal(domain, domain is null ? null : XDocument.Parse(answer.Text).Descendants("domain").Single().Value);
    }

    [Fact]
    public async Task Nobody_learns_which_addresses_exist()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        foreach (var path in Paths)
            Assert.Equal(
                (await world.GetAsync($"{path}?emailaddress=alice@example.org")).Text,
                (await world.GetAsync($"{path}?emailaddress=nobody@example.org")).Text
            );
    }
}
