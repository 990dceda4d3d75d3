using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MailCloud.Testing.KeyVault;

/// <summary>
/// A key vault of a test: as much of the REST interface as secrets need, over TLS, with soft delete. Who sends no token is told where to get one.
/// </summary>
public sealed class VaultServer : IAsyncDisposable
{
    private const int PageSize = 2;
    private const string Token = "the-token-of-the-test";

    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> removed = new(StringComparer.OrdinalIgnoreCase);
    private readonly X509Certificate2 certificate = CreateCertificate();
    private readonly WebApplication app;
    private int reads;

    private VaultServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        Http = new HttpClient(
            new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } }
        );
        app = builder.Build();
        app.Use(AdmitAsync);
        app.MapPut("/secrets/{name}", PutAsync);
        app.MapGet("/secrets/{name}/{version?}", Get);
        app.MapGet("/secrets", List);
        app.MapDelete("/secrets/{name}", (string name) => Move(name, secrets, removed));
        app.MapGet("/deletedsecrets/{name}", (string name) => removed.ContainsKey(name) ? Results.Json(Bundle(name)) : Missing(name));
        app.MapPost("/deletedsecrets/{name}/recover", (string name) => Move(name, removed, secrets));
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>A client that trusts this vault and nobody else.</summary>
    public HttpClient Http { get; }

    /// <summary>How often a value was read.</summary>
    public int Reads => reads;

    /// <summary>The status with which every request is answered; null: the vault works.</summary>
    public int? Outage { get; set; }

    public static TokenCredential Credential { get; } =
        DelegatedTokenCredential.Create(
            (request, _) =>
                request.Scopes is ["https://vault.azure.net/.default"]
                    ? new AccessToken(Token, DateTimeOffset.MaxValue)
                    : throw new InvalidOperationException("The token is asked for another resource than the vault named.")
        );

    public static async Task<VaultServer> StartAsync()
    {
        var vault = new VaultServer();
        await vault.app.StartAsync();
        vault.Address = new Uri(vault.app.Urls.Single());
        return vault;
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Http.Dispose();
        certificate.Dispose();
    }

    private async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate =
                """Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net" """.Trim();
        }
        else if (Outage is { } status)
            http.Response.StatusCode = status;
        else
            await next(http);
    }

    private async Task<IResult> PutAsync(string name, HttpRequest request)
    {
        if (removed.ContainsKey(name))
            return Error(StatusCodes.Status409Conflict, "ObjectIsDeletedButRecoverable");
        var body = await JsonNode.ParseAsync(request.Body);
        secrets[name] = (string)body!["value"]!;
        return Results.Json(Bundle(name, secrets[name]));
    }

    private IResult Get(string name)
    {
        Interlocked.Increment(ref reads);
        return secrets.TryGetValue(name, out var value) ? Results.Json(Bundle(name, value)) : Missing(name);
    }

    private IResult List(int? skip)
    {
        var names = secrets.Keys.Order(StringComparer.Ordinal).ToList();
        var start = skip ?? 0;
        return Results.Json(
            new JsonObject
            {
                ["value"] = new JsonArray([.. names.Skip(start).Take(PageSize).Select(name => Bundle(name))]),
                ["nextLink"] = start + PageSize < names.Count ? $"{Address}secrets?api-version=7.6&skip={start + PageSize}" : null,
            }
        );
    }

    private IResult Move(string name, ConcurrentDictionary<string, string> from, ConcurrentDictionary<string, string> to)
    {
        if (!from.TryRemove(name, out var value))
            return Missing(name);
        to[name] = value;
        return Results.Json(Bundle(name));
    }

    private JsonObject Bundle(string name, string? value = null)
    {
        var bundle = new JsonObject
        {
            ["id"] = $"{Address}secrets/{name}",
            ["recoveryId"] = $"{Address}deletedsecrets/{name}",
            ["attributes"] = new JsonObject { ["enabled"] = true },
        };
        if (value is not null)
            bundle["value"] = value;
        return bundle;
    }

    private static IResult Missing(string name) => Error(StatusCodes.Status404NotFound, $"SecretNotFound: {name}");

    private static IResult Error(int status, string message) =>
        Results.Json(new { error = new { code = message, message } }, statusCode: status);

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vault", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
    }
}
