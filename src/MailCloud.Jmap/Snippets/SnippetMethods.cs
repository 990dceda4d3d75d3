using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Querying;

namespace MailCloud.Jmap.Snippets;

/// <summary>The methods of SearchSnippet (RFC 8621 §5).</summary>
public static class SnippetMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<SearchSnippetArguments, SearchSnippetResponse>(
                "SearchSnippet/get",
                Capabilities.Mail,
                SnippetJson.Default.SearchSnippetArguments,
                SnippetJson.Default.SearchSnippetResponse,
                SearchSnippetGet.RunAsync
            ),
        ];
}

/// <summary>
/// SearchSnippet/get (RFC 8621 §5.1): shows why Emails were found.
/// <code>
/// C: ["SearchSnippet/get", {"accountId": "a1", "filter": {"text": "lunch"}, "emailIds": ["M7"]}, "0"]
/// S: ["SearchSnippet/get", {"accountId": "a1", "notFound": null, "list": [
///      {"emailId": "M7", "subject": "&lt;mark&gt;Lunch&lt;/mark&gt;?", "preview": null}]}, "0"]
/// </code>
/// </summary>
internal static class SearchSnippetGet
{
    public static async ValueTask<SearchSnippetResponse> RunAsync(
        SearchSnippetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var ids = arguments.EmailIds ?? throw MethodException.InvalidArguments("emailIds is missing.");
        JmapLimits.CheckGet(ids.Count);
        var words = FilterReader.Read(arguments.Filter).Words.Distinct().ToList();
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var reader = new SnippetReader(call.Server.Store, words);
        var list = new List<SearchSnippet>(ids.Count);
        var notFound = new List<string>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
            if (call.Resolve(id) is { } known && JmapIds.ParseEmail(known) is { } email && index.Find(email) is { } found)
                list.Add(await reader.ReadAsync(id, found, cancellationToken));
            else
                notFound.Add(id);
        return new SearchSnippetResponse(account, arguments.Filter, list, notFound.Count > 0 ? notFound : null);
    }
}

/// <param name="Filter">That of the query.</param>
internal sealed record SearchSnippetArguments(string? AccountId, IReadOnlyList<string>? EmailIds, JsonElement? Filter = null);

internal sealed record SearchSnippetResponse(
    string AccountId,
    JsonElement? Filter,
    IReadOnlyList<SearchSnippet> List,
    IReadOnlyList<string>? NotFound
);

/// <summary><c>SearchSnippet</c> (RFC 8621 §5): HTML in which what was looked for is marked.</summary>
/// <param name="Subject">Null: it is not there.</param>
/// <param name="Preview">What is around it in the body; null: it is not there.</param>
internal sealed record SearchSnippet(string EmailId, string? Subject, string? Preview);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SearchSnippetArguments))]
[JsonSerializable(typeof(SearchSnippetResponse))]
internal sealed partial class SnippetJson : JsonSerializerContext;
