using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace MailCloud.Certificates.Zones;

/// <summary>
/// A zone of Azure DNS, through Azure's management interface. Every change is made to what was read and to nothing newer, and is made again where somebody was
/// faster: two writers do not undo each other. Every method may throw <see cref="DnsZoneException"/>.
/// </summary>
public sealed class AzureDnsZone
{
    private const string ApiVersion = "2018-05-01";
    private const string Path = "/providers/Microsoft.Network/dnsZones/";
    private const int MaxAttempts = 8;
    private const int NotFound = 404;
    private const int PreconditionFailed = 412;

    private readonly HttpPipeline pipeline;
    private readonly Uri management;
    private readonly string id;

    /// <param name="id">The zone's resource id: <c>/subscriptions/…/providers/Microsoft.Network/dnsZones/example.org</c>.</param>
    internal AzureDnsZone(string id, HttpPipeline pipeline, Uri management)
    {
        (this.id, this.pipeline, this.management) = (id, pipeline, management);
        Name = id[(id.LastIndexOf('/') + 1)..].ToLowerInvariant();
    }

    /// <summary>The zone's name, in lower case, without a final dot.</summary>
    public string Name { get; }

    /// <summary>Whether a text has the form of a zone's resource id.</summary>
    public static bool IsId(string id)
    {
        var path = id.IndexOf(Path, StringComparison.OrdinalIgnoreCase);
        return id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            && path > 0
            && id[(path + Path.Length)..] is { Length: > 0 } name
            && !name.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>Whether a name is in this zone.</summary>
    public bool Contains(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase) || name.EndsWith($".{Name}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: there are no such records.</summary>
    /// <param name="name">A whole name in this zone.</param>
    public async Task<DnsRecordSet?> FindAsync(string name, DnsRecordType type, CancellationToken cancellationToken) =>
        (await ReadAsync(name, type, cancellationToken))?.Set;

    /// <summary>Makes the records of a name and type these, whatever they were.</summary>
    /// <returns>Whether anything had to be changed.</returns>
    public Task<bool> ReplaceAsync(DnsRecordSet set, CancellationToken cancellationToken) =>
        ChangeAsync(set.Name, set.Type, set.TimeToLive, _ => set.Values, cancellationToken);

    /// <summary>Adds a value to those that are there.</summary>
    /// <returns>False: it was there.</returns>
    public Task<bool> AddAsync(string name, DnsRecordType type, string value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            type,
            timeToLive,
            values => values.Contains(value, StringComparer.Ordinal) ? values : values.Add(value),
            cancellationToken
        );

    /// <summary>Takes a value away and leaves the others.</summary>
    /// <returns>False: it was not there.</returns>
    public Task<bool> RemoveAsync(string name, DnsRecordType type, string value, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            type,
            null,
            values => values.RemoveAll(one => string.Equals(one, value, StringComparison.Ordinal)),
            cancellationToken
        );

    /// <summary>Changes the values of a name and type; without any the record set is removed.</summary>
    /// <param name="timeToLive">Of the new set; null: as it was.</param>
    /// <param name="change">What the values are to be, given what they are. It may be asked several times.</param>
    /// <returns>Whether anything had to be changed.</returns>
    public async Task<bool> ChangeAsync(
        string name,
        DnsRecordType type,
        TimeSpan? timeToLive,
        Func<ImmutableArray<string>, ImmutableArray<string>> change,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var found = await ReadAsync(name, type, cancellationToken);
            var before = found?.Set.Values ?? [];
            var after = change(before);
            var life = timeToLive ?? found?.Set.TimeToLive ?? TimeSpan.FromHours(1);
            if (found is null ? after.IsEmpty : found.Set.HasSameValues(after) && found.Set.TimeToLive == life)
                return false;
            if (await TryWriteAsync(name, type, life, after, found?.ETag, cancellationToken))
                return true;
        }
        throw new DnsZoneException($"The {AzureRecordFormat.NameOf(type)} records of {name} are changed by others all the time.");
    }

    /// <summary>The names of the zone's servers, without final dots.</summary>
    public async Task<ImmutableArray<string>> NameServersAsync(CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, id);
        using var json = await SendAsync(message, cancellationToken) is { IsError: false } response
            ? JsonDocument.Parse(response.Content)
            : throw Refusal(message.Response, "read");
        return
        [
            .. json
                .RootElement.GetProperty("properties")
                .GetProperty("nameServers")
                .EnumerateArray()
                .Select(server => server.GetString()!.TrimEnd('.')),
        ];
    }

    private async Task<Found?> ReadAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, AddressOf(name, type));
        var response = await SendAsync(message, cancellationToken);
        if (response.Status == NotFound)
            return null;
        if (response.IsError)
            throw Refusal(response, "read");
        using var json = JsonDocument.Parse(response.Content);
        var properties = json.RootElement.GetProperty("properties");
        var set = new DnsRecordSet(
            name,
            type,
            TimeSpan.FromSeconds(properties.GetProperty("TTL").GetInt64()),
            AzureRecordFormat.Read(type, properties)
        );
        return new Found(set, json.RootElement.GetProperty("etag").GetString()!);
    }

    /// <summary>False: it is no longer as it was read.</summary>
    private async Task<bool> TryWriteAsync(
        string name,
        DnsRecordType type,
        TimeSpan life,
        ImmutableArray<string> values,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        using var message = CreateMessage(values.IsEmpty ? RequestMethod.Delete : RequestMethod.Put, AddressOf(name, type));
        if (etag is null)
            message.Request.Headers.Add("If-None-Match", "*");
        else
            message.Request.Headers.Add("If-Match", etag);
        if (!values.IsEmpty)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            var body = new JsonObject { ["properties"] = AzureRecordFormat.Write(type, life, values) };
            message.Request.Content = RequestContent.Create(new BinaryData(body.ToJsonString()));
        }
        var response = await SendAsync(message, cancellationToken);
        return response.Status is not PreconditionFailed && (!response.IsError ? true : throw Refusal(response, "changed"));
    }

    private string AddressOf(string name, DnsRecordType type)
    {
        if (!Contains(name))
            throw new ArgumentException($"{name} is not in the zone {Name}.", nameof(name));
        var relative = name.Length == Name.Length ? "@" : name[..^(Name.Length + 1)];
        return $"{id}/{AzureRecordFormat.NameOf(type)}/{Uri.EscapeDataString(relative)}";
    }

    private HttpMessage CreateMessage(RequestMethod method, string path)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(management, $"{path}?api-version={ApiVersion}"));
        message.Request.Headers.Add(HttpHeader.Names.Accept, "application/json");
        return message;
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return message.Response;
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            throw new DnsZoneException($"Azure does not answer about the zone {Name}: {e.Message}", e);
        }
    }

    private DnsZoneException Refusal(Response response, string what)
    {
        // Its message holds the code and the words of the answer.
        var reason = new RequestFailedException(response);
        return new DnsZoneException(
            $"The zone {Name} cannot be {what} ({response.Status} {reason.ErrorCode}): is the role DNS Zone Contributor given on it?",
            reason
        );
    }

    private sealed record Found(DnsRecordSet Set, string ETag);
}
