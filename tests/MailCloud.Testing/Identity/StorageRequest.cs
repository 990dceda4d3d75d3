using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MailCloud.Testing.Identity;

/// <summary>A request to a storage account.</summary>
/// <param name="Service"><c>blob</c>, <c>queue</c> or <c>table</c>.</param>
/// <param name="Resource">The container, queue or table; empty: the service itself.</param>
/// <param name="Item">What is named inside of it, as it is on the wire; empty: the resource itself.</param>
/// <param name="Query">With its question mark.</param>
/// <param name="Scheme">How it is authorized: <c>Bearer</c>, <c>SharedKey</c>, <c>SharedKeyLite</c>; empty: not at all.</param>
/// <param name="ClientId">Whose token it bears.</param>
public sealed partial record StorageRequest(
    string Service,
    string Method,
    string Resource,
    string Item,
    string Query,
    string Scheme,
    string? ClientId
)
{
    /// <summary>Whether it makes or removes a container, queue or table, or lists them.</summary>
    public bool IsOfTheAccount => Resource is "" or "Tables" || (Item.Length == 0 && Method is "PUT" or "DELETE" && Service is not "table");

    /// <summary>Reads what a request asks for; a transaction's table is in its body.</summary>
    internal static async Task<StorageRequest> ReadAsync(string service, HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0].Split('/', 4);
        var resource = path.Length > 2 ? path[2] : "";
        var item = path.Length > 3 ? path[3] : "";
        if (service is "table")
        {
            // An entity is named by keys in brackets: refs(PartitionKey='…',RowKey='…').
            var bracket = resource.IndexOf('(', StringComparison.Ordinal);
            if (bracket > 0)
                (resource, item) = (resource[..bracket], resource[bracket..]);
            else if (resource is "$batch")
                (resource, item) = (await TableOfAsync(request), resource);
        }
        var authorization = request.Headers.Authorization.ToString().Split(' ', 2);
        return new StorageRequest(
            service,
            request.Method,
            resource,
            item,
            request.QueryString.ToString(),
            authorization[0],
            authorization is ["Bearer", var token] ? TestToken.ClientIdOf(token) : null
        );
    }

    private static async Task<string> TableOfAsync(HttpRequest batch)
    {
        batch.EnableBuffering();
        using var reader = new StreamReader(batch.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync();
        batch.Body.Position = 0;
        return FirstChange().Match(text).Groups["table"].Value;
    }

    [GeneratedRegex(
        "^(POST|PUT|PATCH|MERGE|DELETE|GET) https?://[^/]+/[^/]+/(?<table>[A-Za-z0-9]+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex FirstChange();
}
