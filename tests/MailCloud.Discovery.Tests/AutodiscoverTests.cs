using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;

namespace MailCloud.Discovery.Tests;

/// <summary>What Outlook posts and is answered (MS-OXDSCLI).</summary>
public class AutodiscoverTests
{
    private const string Path = "/autodiscover/autodiscover.xml";
    private const string Requests = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";
    private const string Outlook = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private const string Phone = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";

    [Theory]
    [InlineData("/autodiscover/autodiscover.xml")]
    [InlineData("/Autodiscover/Autodiscover.xml")]
    [InlineData("/AutoDiscover/AutoDiscover.XML")]
    public async Task Outlook_is_told_the_servers(string path)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.PostAsync(path, Request("alice@example.org"));
        Assert.Equal((200, "text/xml; charset=utf-8", "no-store"), (answer.Status, answer.Type, answer.Caching));
        Golden.Same("autodiscover.xml", answer.Text);
    }

    [Fact]
    public async Task What_is_in_the_answer_is_in_the_namespaces_that_outlook_looks_in()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var root = XDocument.Parse((await world.PostAsync(Path, Request("alice@example.org"))).Text).Root!;
        Assert.Equal("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006", root.Name.NamespaceName);
        Assert.All(root.Descendants(), element => Assert.Equal(Outlook, element.Name.NamespaceName));
    }

    [Fact]
    public async Task Who_asks_in_another_encoding_is_understood()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.PostAsync(
            Path,
            Request("alice@example.org").Replace("utf-8", "utf-16", StringComparison.Ordinal),
            "utf-16"
        );
        Golden.Same("autodiscover.xml", answer.Text);
    }

    [Fact]
    public async Task A_phone_is_told_that_its_protocol_is_not_spoken()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.PostAsync(Path, Request("alice@example.org", Phone));
        Assert.Equal(200, answer.Status);
        Golden.Same("autodiscover-unavailable.xml", answer.Text);
    }

    [Fact]
    public async Task Other_domains_are_not_found()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(404, (await world.PostAsync(Path, Request("alice@elsewhere.example"))).Status);
    }

    [Fact]
    public async Task Nobody_learns_which_addresses_exist()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(
            (await world.PostAsync(Path, Request("alice@example.org"))).Text,
            (await world.PostAsync(Path, Request("nobody@example.org"))).Text.Replace("nobody@", "alice@", StringComparison.Ordinal)
        );
    }

    public static TheoryData<string> Hostile() =>
        [
            "",
            "no XML",
            "<Autodiscover>",
            "<Autodiscover/>",
            "<Autodiscover><Request><EMailAddress/></Request></Autodiscover>",
            "<Autodiscover><EMailAddress>alice@example.org</EMailAddress></Autodiscover>",
            "<Autodiscover><Request><EMailAddress>alice<b>@example.org</b></EMailAddress></Request></Autodiscover>",
            "<Autodiscover><Request><EMailAddress>&undeclared;@example.org</EMailAddress></Request></Autodiscover>",
            "<Autodiscover><Request><EMailAddress>a&#0;@example.org</EMailAddress></Request></Autodiscover>",
            """<?xml version="1.0" encoding="no-such"?><a/>""",
            // An entity that is a file, one that is fetched, and one of a billion laughs.
            """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Autodiscover><Request><EMailAddress>&x;@example.org</EMailAddress></Request></Autodiscover>""",
            """<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><Autodiscover><Request><EMailAddress>alice@example.org</EMailAddress></Request></Autodiscover>""",
            """<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Autodiscover><Request><EMailAddress>&c;@example.org</EMailAddress></Request></Autodiscover>""",
            $"<Autodiscover>{string.Concat(Enumerable.Repeat("<a>", 5_000))}",
        ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_no_request_is_refused(string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.PostAsync(Path, text);
        Assert.Equal(200, answer.Status);
        Golden.Same("autodiscover-invalid.xml", answer.Text);
    }

    [Fact]
    public async Task What_is_too_long_is_not_read()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(413, (await world.PostAsync(Path, Request(new string('a', 1_000_000)))).Status);
    }

    [Fact]
    public async Task Whatever_octets_come_there_is_an_answer()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var start = Encoding.UTF8.GetBytes(Request("alice@example.org"));
        await Gen.Select(Gen.Int[0, start.Length - 1], Gen.Byte.Array[1, 8])
            .SampleAsync(
                async (at, octets) =>
                {
                    var body = start.ToArray();
                    octets.AsSpan(0, Math.Min(octets.Length, body.Length - at)).CopyTo(body.AsSpan(at));
                    var answer = await world.PostAsync(Path, body);
                    if (answer.Status is not 404)
                        XDocument.Parse(answer.Text);
                    return answer.Status is 200 or 404;
                },
                iter: 300
            );
    }

    [Theory]
    [InlineData("/autodiscover/autodiscover.json?Email=alice@example.org&Protocol=Autodiscoverv1")]
    [InlineData("/Autodiscover/Autodiscover.json?email=nobody%40example.org&protocol=autodiscoverV1&RedirectCount=1")]
    [InlineData("/autodiscover/autodiscover.json/v1.0/alice@example.org?Protocol=AutodiscoverV1")]
    public async Task Newer_programs_are_led_to_the_xml(string path)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.GetAsync(path, "autodiscover.elsewhere.example");
        Assert.Equal("""{"Protocol":"Autodiscoverv1","Url":"https://webmail.example.org/autodiscover/autodiscover.xml"}""", answer.Text);
    }

    [Theory]
    [InlineData("?Email=alice@elsewhere.example&Protocol=Autodiscoverv1", 404)]
    [InlineData("?Email=alice&Protocol=Autodiscoverv1", 404)]
    [InlineData("?Protocol=Autodiscoverv1", 404)]
    [InlineData("?Email=alice@example.org&Protocol=ActiveSync", 400)]
    [InlineData("", 400)]
    public async Task They_are_led_nowhere_else(string query, int status)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.GetAsync("/autodiscover/autodiscover.json" + query);
        Assert.Equal(status, answer.Status);
        if (status is 400)
            Assert.Equal("InvalidProtocol", JsonDocument.Parse(answer.Text).RootElement.GetProperty("ErrorCode").GetString());
    }

    private static string Request(string address, string schema = Outlook) =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Autodiscover xmlns="{Requests}">
              <Request>
                <EMailAddress>{address}</EMailAddress>
                <AcceptableResponseSchema>{schema}</AcceptableResponseSchema>
              </Request>
            </Autodiscover>
            """;
}
