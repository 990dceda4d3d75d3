using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MailCloud.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace MailCloud.Testing.Identity;

/// <summary>
/// A storage account as it is in the cloud: entered over TLS with the token of an identity, which may do what its roles allow, and with no key. The test
/// itself has a door of its own for the key. Every request of an identity is remembered.
/// </summary>
/// <remarks>Azurite looks at a token's issuer, audience and times; who may do what it does not know, so that is seen to here.</remarks>
public sealed partial class StorageDoor : IAsyncDisposable
{
    private static readonly string[] Services = ["blob", "queue", "table"];

    private readonly AzuriteServer azurite;
    private readonly WebApplication app;
    private readonly HttpMessageInvoker client;
    private readonly ConcurrentQueue<StorageRequest> requests = new();
    private readonly ConcurrentQueue<StorageRequest> refused = new();
    private readonly Func<StorageRequest, bool> allows;

    private StorageDoor(AzuriteServer azurite, LocalCertificates certificates, Func<StorageRequest, bool> allows)
    {
        this.azurite = azurite;
        this.allows = allows;
        client = new HttpMessageInvoker(TrustingHandler(certificates));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            using var pem = X509Certificate2.CreateFromPemFile(certificates.CertificateFile, certificates.KeyFile);
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            foreach (var _ in Services)
            {
                server.Listen(IPAddress.Loopback, 0, door => door.UseHttps(certificate));
                server.Listen(IPAddress.Loopback, 0);
            }
        });
        app = builder.Build();
        app.Run(PassAsync);
    }

    /// <summary>What identities asked for and were let through with.</summary>
    public IReadOnlyCollection<StorageRequest> Requests => requests;

    /// <summary>What identities asked for that their roles do not allow.</summary>
    public IReadOnlyCollection<StorageRequest> Refused => refused;

    /// <summary>The account with its key, for the test and for the triggers of the Functions host.</summary>
    public string ConnectionString =>
        EndPoint().Replace(azurite.ConnectionString, match => $"{match.Groups["name"].Value}={Address(match, "http")}");

    /// <summary>The account's settings for a program that has an identity.</summary>
    public ImmutableDictionary<string, string> Settings(string clientId) =>
        EndPoint()
            .Matches(azurite.ConnectionString)
            .ToImmutableDictionary(
                match => $"MAILCLOUD_STORAGE__{Service(match)}ServiceUri",
                match => Address(match, "https"),
                StringComparer.Ordinal
            )
            .Add("MAILCLOUD_STORAGE__clientId", clientId)
            .Add("MAILCLOUD_STORAGE__credential", "managedidentity");

    /// <param name="azurite">One that speaks TLS with <paramref name="certificates"/>.</param>
    /// <param name="allows">What the roles of identities allow.</param>
    public static async Task<StorageDoor> StartAsync(
        AzuriteServer azurite,
        LocalCertificates certificates,
        Func<StorageRequest, bool> allows
    )
    {
        var door = new StorageDoor(azurite, certificates, allows);
        await door.app.StartAsync();
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var place = Ports.IndexOf(context.Connection.LocalPort) / 2;
        if (context.Request.IsHttps)
        {
            var request = await StorageRequest.ReadAsync(Services[place], context.Request);
            // Without a token the account says itself where to get one.
            if (request.ClientId is not null && !allows(request))
            {
                refused.Enqueue(request);
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                context.Response.Headers["x-ms-error-code"] = "AuthorizationPermissionMismatch";
                return;
            }
            requests.Enqueue(request);
        }
        var target = Origins[place] + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        await app
            .Services.GetRequiredService<IHttpForwarder>()
            .SendAsync(context, Origins[place], client, ForwarderRequestConfig.Empty, new ExactTarget(target));
    }

    /// <summary>Azurite's own addresses, in the order of <see cref="Services"/>.</summary>
    private string[] Origins =>
        [
            .. Services.Select(service =>
                EndPoint().Matches(azurite.ConnectionString).Single(each => Service(each) == service).Groups["origin"].Value
            ),
        ];

    /// <summary>The ports here: for each service one with TLS and one without.</summary>
    private List<int> Ports => [.. app.Urls.Select(url => new Uri(url).Port)];

    private string Address(Match match, string scheme)
    {
        var port = Ports[(Array.IndexOf(Services, Service(match)) * 2) + (scheme is "https" ? 0 : 1)];
        return $"{scheme}://127.0.0.1:{port}{match.Groups["path"].Value}";
    }

    private static string Service(Match match) => match.Groups["service"].Value.ToLowerInvariant();

    private static SocketsHttpHandler TrustingHandler(LocalCertificates certificates)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(certificates.CaFile);
        return new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
        };
    }

    [GeneratedRegex(
        "(?<name>(?<service>Blob|Queue|Table)Endpoint)=(?<origin>https://[^/;]+)(?<path>[^;]*)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex EndPoint();

    /// <summary>Passes the target on as it came: a key's signature is over its very octets.</summary>
    private sealed class ExactTarget(string target) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext,
            HttpRequestMessage proxyRequest,
            string destinationPrefix,
            CancellationToken cancellationToken
        )
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        }
    }
}
