using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using MailCloud.Testing.KeyVault;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Testing.AzureDns;

/// <summary>
/// Azure DNS of a test: zones that are written through the management interface over TLS, with etags, and that answer real DNS queries.
/// </summary>
public sealed class AzureDnsServer : IAsyncDisposable
{
    /// <summary>The name of the zones' server; it has an address where a test gives it one.</summary>
    public const string NameServer = "ns1.azure-dns.test";

    private const string Token = "the-token-for-management";
    private const string Prefix = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/dnsZones/";

    private readonly ConcurrentDictionary<string, RecordSet> sets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> writes = new();
    private readonly LoopbackTls tls = new();
    private readonly string[] zones;
    private readonly TestDnsServer dns;
    private readonly WebApplication app;
    private readonly Lock gate = new();

    private AzureDnsServer(string[] zones)
    {
        this.zones = zones;
        dns = TestDnsServer.Start(Records);
        Http = tls.CreateClient();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(tls.Certificate)));
        app = builder.Build();
        app.Use(AdmitAsync);
        const string set = Prefix + "{zone}/{type}/{name}";
        app.MapGet(Prefix + "{zone}", (string zone) => IsKnown(zone) ? Results.Json(Zone(zone)) : Missing());
        app.MapGet(
            set,
            (string zone, string type, string name) => Find(zone, type, name) is { } found ? Results.Json(found.Json) : Missing()
        );
        app.MapPut(set, PutAsync);
        app.MapDelete(set, Delete);
    }

    /// <summary>The management interface.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A client that trusts this server and nobody else.</summary>
    public HttpClient Http { get; }

    /// <summary>Where DNS queries are answered.</summary>
    public IPEndPoint DnsEndPoint => dns.EndPoint;

    /// <summary>What is answered there; tests may add what no zone of theirs holds.</summary>
    public MemoryDns Records { get; } = new();

    /// <summary>Changes that were made, in order: method, type and whole name.</summary>
    public IReadOnlyCollection<string> Writes => writes;

    /// <summary>Whether what is written is not shown to DNS queries yet.</summary>
    public bool IsBehind
    {
        get;
        set
        {
            field = value;
            foreach (var name in sets.Values.Select(set => set.Name).Distinct(StringComparer.OrdinalIgnoreCase))
                Publish(name);
        }
    }

    /// <summary>The status with which every request is answered; null: it works.</summary>
    public int? Outage { get; set; }

    /// <summary>Runs before a change is looked at, once.</summary>
    public Func<Task>? BeforeNextWrite { get; set; }

    public static TokenCredential Credential { get; } =
        DelegatedTokenCredential.Create(
            (request, _) =>
                request.Scopes is ["https://management.azure.com/.default"]
                    ? new AccessToken(Token, DateTimeOffset.MaxValue)
                    : throw new InvalidOperationException("The token is asked for another resource than the management interface.")
        );

    public static async Task<AzureDnsServer> StartAsync(params string[] zones)
    {
        var server = new AzureDnsServer(zones);
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Urls.Single());
        return server;
    }

    /// <summary>The resource id of a zone.</summary>
    public static string IdOf(string zone) => Prefix + zone;

    /// <summary>A client of this server with something around it.</summary>
    public HttpClient CreateClient(Func<HttpMessageHandler, HttpMessageHandler> around) => tls.CreateClient(around);

    /// <summary>The texts of a name's TXT records; empty: there are none.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. sets.Values.Where(set => set.Type is "TXT" && set.Is(name)).SelectMany(set => set.Texts())];

    /// <summary>The properties of a record set, as they were written; null: there is none.</summary>
    /// <param name="name">The whole name.</param>
    public JsonObject? Properties(string name, string type) =>
        sets.Values.FirstOrDefault(set => set.Type == type && set.Is(name))?.Json["properties"]?.AsObject();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        dns.Dispose();
        Http.Dispose();
        tls.Dispose();
    }

    private async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (http.Request.Query["api-version"] != "2018-05-01")
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (Outage is { } status)
            http.Response.StatusCode = status;
        else
            await next(http);
    }

    private async Task<IResult> PutAsync(string zone, string type, string name, HttpRequest request)
    {
        if (!IsKnown(zone))
            return Missing();
        var body = (await JsonNode.ParseAsync(request.Body))!;
        await RunBeforeWriteAsync();
        lock (gate)
        {
            var found = Find(zone, type, name);
            if (!IsAdmitted(request, found))
                return Conflict();
            var set = new RecordSet(zone, type, name, (JsonObject)body["properties"]!.DeepClone());
            sets[Key(zone, type, name)] = set;
            writes.Enqueue($"PUT {type} {set.Name}");
            Publish(set.Name);
            return Results.Json(set.Json, statusCode: found is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    private async Task<IResult> Delete(string zone, string type, string name, HttpRequest request)
    {
        await RunBeforeWriteAsync();
        lock (gate)
        {
            if (Find(zone, type, name) is not { } found)
                return Results.StatusCode(StatusCodes.Status204NoContent);
            if (!IsAdmitted(request, found))
                return Conflict();
            sets.TryRemove(Key(zone, type, name), out _);
            writes.Enqueue($"DELETE {type} {found.Name}");
            Publish(found.Name);
            return Results.Ok();
        }
    }

    private async Task RunBeforeWriteAsync()
    {
        if (BeforeNextWrite is { } action)
        {
            BeforeNextWrite = null;
            await action();
        }
    }

    private static bool IsAdmitted(HttpRequest request, RecordSet? found) =>
        (request.Headers.IfNoneMatch != "*" || found is null)
        && (request.Headers.IfMatch.Count == 0 || request.Headers.IfMatch == found?.ETag);

    /// <summary>Shows the records of a name to whoever asks the DNS.</summary>
    private void Publish(string name)
    {
        Records.Forget(name);
        if (!IsBehind)
            foreach (var set in sets.Values.Where(set => set.Is(name)))
                set.Publish(Records);
    }

    private bool IsKnown(string zone) => zones.Contains(zone, StringComparer.OrdinalIgnoreCase);

    private RecordSet? Find(string zone, string type, string name) => sets.GetValueOrDefault(Key(zone, type, name));

    private static string Key(string zone, string type, string name) => $"{zone}/{type}/{name}";

    private static JsonObject Zone(string zone) =>
        new()
        {
            ["id"] = Prefix + zone,
            ["name"] = zone,
            ["location"] = "global",
            ["properties"] = new JsonObject { ["nameServers"] = new JsonArray($"{NameServer}."), ["zoneType"] = "Public" },
        };

    private static IResult Missing() => VaultAnswers.Error(StatusCodes.Status404NotFound, "NotFound", "The resource record was not found.");

    private static IResult Conflict() =>
        VaultAnswers.Error(StatusCodes.Status412PreconditionFailed, "PreconditionFailed", "The etag is not the record set's.");
}
