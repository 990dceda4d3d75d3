using System.Collections.Concurrent;
using System.Net;
using MailCloud.Dns;
using MailCloud.Testing;
using MailCloud.Webmail.Images;
using MailCloud.Webmail.Tests.Rendering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Webmail.Tests.Images;

/// <summary>The proxy for pictures of other servers: whom it asks, what it says, what it takes.</summary>
public sealed class ImageProxyTests : IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]];

    private readonly ConcurrentQueue<Dictionary<string, string>> requests = [];
    private readonly MemoryDns dns = new();
    private WebApplication remote = null!;

    private string Remote => remote.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        remote = builder.Build();
        remote.Run(AnswerAsync);
        await remote.StartAsync();
    }

    public ValueTask DisposeAsync() => remote.DisposeAsync();

    // Decimal, octal and hexadecimal forms, IPv4 inside IPv6, other ports and schemes, passwords: none of these is an address on the web.
    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://127.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://inside.test/")]
    [InlineData("http://mixed6.test/")]
    [InlineData("http://nowhere.test/")]
    [InlineData("http://localhost/")]
    [InlineData("http://①②⑦.0.0.1/")]
    public async Task It_connects_to_public_addresses_only(string address)
    {
        dns.Address("inside.test", "10.0.0.1")
            .Address("inside.test", "127.0.0.1")
            .Address("mixed6.test", "::ffff:10.0.0.1")
            .Address("localhost", "127.0.0.1");
        using var proxy = new ImageProxy(dns, allowsPrivateAddresses: false);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await proxy.OpenAsync(address, CancellationToken.None));
    }

    [Theory]
    [InlineData("http://example.com:8080/")]
    [InlineData("http://example.com:22/")]
    [InlineData("https://example.com:8443/")]
    [InlineData("http://user:secret@example.com/")]
    [InlineData("http://user@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("//example.com/")]
    [InlineData("/etc/passwd")]
    [InlineData("http:///x")]
    [InlineData("")]
    public async Task It_asks_the_web_at_its_own_ports_only(string address)
    {
        using var proxy = new ImageProxy(dns, allowsPrivateAddresses: true);
        Assert.Null(await proxy.OpenAsync(address, CancellationToken.None));
        Assert.Empty(dns.Queries);
    }

    [Fact]
    public async Task It_tells_nothing_of_the_reader()
    {
        using var image = await OpenAsync("/png");
        Assert.Equal("image/png", image?.MediaType);
        var request = Assert.Single(requests);
        Assert.Equal(
            ["Accept", "Accept-Encoding", "Host", "User-Agent"],
            request.Keys.Where(name => name is not "traceparent").Order(StringComparer.Ordinal)
        );
        Assert.Equal("Mozilla/5.0 (compatible; MailCloud image proxy)", request["User-Agent"]);
    }

    [Theory]
    [InlineData("/redirect/3", true)]
    [InlineData("/redirect/4", false)]
    [InlineData("/redirect/relative", true)]
    [InlineData("/redirect/to-port", false)]
    [InlineData("/redirect/to-file", false)]
    [InlineData("/redirect/to-password", false)]
    public async Task It_follows_three_redirects_and_looks_at_each(string path, bool succeeds)
    {
        using var image = await OpenAsync(path);
        Assert.Equal(succeeds, image is not null);
    }

    [Fact]
    public async Task A_redirect_into_the_neighbourhood_is_refused()
    {
        // The first host is reached although it is on this machine; the second one is judged as any other.
        dns.Address("inside.test", "192.168.1.1");
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancel) =>
            {
                if (context.DnsEndPoint.Host is not "127.0.0.1")
                    throw new IOException($"{context.DnsEndPoint.Host} has no address to connect to.");
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var proxy = new ImageProxy(new HttpClient(handler), address => address.Host is "127.0.0.1" || ImageProxy.IsOnTheWeb(address));
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
            await proxy.OpenAsync($"{Remote}/redirect/inside", CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("/svg")]
    [InlineData("/svg-as-png")]
    [InlineData("/html-as-png")]
    [InlineData("/empty")]
    [InlineData("/missing")]
    [InlineData("/gzip")]
    [InlineData("/said-too-large")]
    public async Task It_gives_back_nothing_but_pictures(string path)
    {
        using var image = await OpenAsync(path);
        Assert.Null(image);
    }

    [Fact]
    public async Task What_is_larger_than_said_is_cut_off()
    {
        using var image = await OpenAsync("/too-large");
        using var written = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(written);
        Assert.False(await image!.CopyAsync(writer, CancellationToken.None));
        Assert.InRange(written.Length, ImageProxy.MaxOctets - 1024 * 1024, ImageProxy.MaxOctets + 1024 * 1024);
    }

    [Fact]
    public async Task Only_so_many_are_fetched_at_once_for_an_account_and_others_do_not_wait()
    {
        using var proxy = new ImageProxy(dns, allowsPrivateAddresses: false);
        var turns = new List<IDisposable>();
        for (var i = 0; i < 8; i++)
            turns.Add(await proxy.TakeTurnAsync(ViewWorld.Alice, CancellationToken.None));
        var next = proxy.TakeTurnAsync(ViewWorld.Alice, CancellationToken.None).AsTask();
        using var other = await proxy.TakeTurnAsync(ViewWorld.Bob, CancellationToken.None);
        Assert.True(other.IsAcquired);
        Assert.False(next.IsCompleted);
        turns[0].Dispose();
        Assert.True((await next.WaitAsync(TimeSpan.FromSeconds(30))).IsAcquired);
    }

    [Fact]
    public async Task An_address_is_good_for_the_account_that_it_was_made_for_and_for_nothing_else()
    {
        await using var world = await ViewWorld.CreateAsync();
        var addresses = new ImageAddresses(world.View.Protection);
        var address = addresses.Of(ViewWorld.Alice, "http://nowhere.test/a.png?b=c&d=é");
        // A proxy that asks says that there is no such host; one that does not, that it may not.
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync(world, address));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(world, address.Replace("a.png", "b.png", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(world, addresses.Of(ViewWorld.Bob, "http://nowhere.test/a.png")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(world, "/webmail/image?u=http%3A%2F%2Fnowhere.test%2F"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(world, "/webmail/image?u=http%3A%2F%2Fnowhere.test%2F&s=%00!"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(world, "/webmail/image"));
    }

    private static async Task<HttpStatusCode> StatusAsync(ViewWorld world, string address)
    {
        using var answer = await world.GetAsync(address);
        Assert.Equal("default-src 'none'; sandbox", string.Join("", answer.Headers.GetValues("Content-Security-Policy")));
        return answer.StatusCode;
    }

    private async ValueTask<RemoteImage?> OpenAsync(string path)
    {
        var port = new Uri(Remote).Port;
        var proxy = new ImageProxy(
            PublicHttp.CreateClient(dns, allowsPrivateAddresses: true),
            address => ImageProxy.IsOnTheWeb(address) || (address.Port == port && address.Scheme is "http" && address.UserInfo.Length == 0)
        );
        return await proxy.OpenAsync(Remote + path, CancellationToken.None);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        requests.Enqueue(
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.Ordinal)
        );
        var (response, path) = (context.Response, context.Request.Path.Value!);
        var body = path switch
        {
            "/png" or "/" => Png,
            "/svg" or "/svg-as-png" => "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"u8.ToArray(),
            "/html-as-png" => "<html><script>alert(1)</script>"u8.ToArray(),
            "/too-large" => [.. Png, .. new byte[ImageProxy.MaxOctets * 2]],
            "/gzip" => Png,
            _ => [],
        };
        response.ContentType = path.EndsWith("png", StringComparison.Ordinal) ? "image/png" : "image/svg+xml";
        if (path is "/gzip")
            response.Headers.ContentEncoding = "gzip";
        if (path is "/missing")
            response.StatusCode = 404;
        if (path is "/said-too-large")
        {
            response.ContentLength = ImageProxy.MaxOctets + 1;
            await response.Body.WriteAsync(Png);
            return;
        }
        if (path.StartsWith("/redirect/", StringComparison.Ordinal))
        {
            response.StatusCode = 302;
            response.Headers.Location = path["/redirect/".Length..] switch
            {
                "relative" or "1" => "/png",
                "to-port" => "http://127.0.0.1:1/",
                "to-file" => "file:///etc/passwd",
                "to-password" => $"http://a:b@127.0.0.1:{new Uri(Remote).Port}/png",
                "inside" => "http://inside.test/",
                var number => $"/redirect/{int.Parse(number) - 1}",
            };
        }
        await response.Body.WriteAsync(body);
    }
}
