using System.Net;
using System.Text;
using System.Xml.Linq;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Functions.Tests;

/// <summary>What mail programs and other servers are told by the functions app, behind the Functions host.</summary>
public class PublishedDiscoveryTests(PublishedHandler handler)
{
    private const string Request = """
        <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
          <Request><EMailAddress>ann@example.test</EMailAddress></Request>
        </Autodiscover>
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_finds_the_service_under_the_names_of_its_domain()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        using var client = new HttpClient { BaseAddress = deployment.Door.Address };

        var policy = await GetAsync(client, "/.well-known/mta-sts.txt", "mta-sts.example.test");
        Assert.True(StsPolicy.TryParse(policy, out var read));
        Assert.Equal(StsMode.Testing, read.Mode);
        Assert.Equal("", await GetAsync(client, "/.well-known/mta-sts.txt", "mta-sts.elsewhere.test"));

        foreach (var path in new[] { "/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml" })
            Assert.Equal(
                "example.test",
                XDocument.Parse(await GetAsync(client, path, "autoconfig.example.test")).Descendants("domain").Single().Value
            );
        Assert.Contains(
            "com.apple.mail.managed",
            await GetAsync(client, "/mail/apple.mobileconfig?address=ann@example.test", host: null),
            StringComparison.Ordinal
        );

        using var content = new StringContent(Request, Encoding.UTF8, "text/xml");
        using var answer = await client.PostAsync("/AutoDiscover/AutoDiscover.xml", content, Cancel);
        Assert.Contains(
            "<LoginName>ann@example.test</LoginName>",
            await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal
        );
    }

    /// <summary>What is found; nothing where nothing is.</summary>
    /// <param name="host">The name under which the app is asked; null: under its address.</param>
    private static async Task<string> GetAsync(HttpClient client, string path, string? host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        // What a stranger says of it counts for nothing: the Functions host writes the header anew.
        request.Headers.Add("X-Forwarded-Host", "mta-sts.elsewhere.test");
        using var answer = await client.SendAsync(request, Cancel);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{path} was answered {answer.StatusCode}.");
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
