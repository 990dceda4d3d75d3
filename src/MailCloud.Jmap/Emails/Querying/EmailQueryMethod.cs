using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>
/// Email/query (RFC 8621 §4.4): the ids of Emails that satisfy a filter, in an order.
/// <code>
/// C: ["Email/query", {"accountId": "a1", "filter": {"inMailbox": "F7"}, "sort": [{"property": "receivedAt", "isAscending": false}],
///      "collapseThreads": true, "limit": 50}, "0"]
/// S: ["Email/query", {"accountId": "a1", "queryState": "12", "canCalculateChanges": true, "position": 0, "ids": ["M11", "M9"]}, "0"]
/// </code>
/// </summary>
internal static class EmailQueryMethod
{
    /// <summary>Ids in one answer, whatever the client would take.</summary>
    private const int MaxIds = 10_000;

    public static async ValueTask<EmailQueryResponse> RunAsync(
        EmailQueryArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.Limit < 0)
            throw MethodException.InvalidArguments("limit is negative.");
        var query = new EmailQuery(arguments.Filter, arguments.Sort, arguments.CollapseThreads);
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var found = await query.RunAsync(call.Server, index, cancellationToken);

        var first = (int)Math.Min(FirstOf(arguments, found, call), found.Length);
        var limit = (int)Math.Min(arguments.Limit ?? MaxIds, MaxIds);
        return new EmailQueryResponse(
            account,
            JmapIds.Of(index.State.ModSeq),
            CanCalculateChanges: true,
            first,
            [.. found.Skip(first).Take(limit).Select(JmapIds.Of)]
        )
        {
            Total = arguments.CalculateTotal ? found.Length : null,
            Limit = arguments.Limit is { } wanted && wanted <= MaxIds ? null : limit,
        };
    }

    /// <summary>The place of the first id that is wanted (RFC 8620 §5.5): an anchor and how far from it, or a position from the start or, below 0, from the end.</summary>
    private static long FirstOf(EmailQueryArguments arguments, EmailId[] found, MethodCall call)
    {
        if (arguments.Anchor is not { } anchor)
            return Math.Max(0, arguments.Position < 0 ? found.Length + arguments.Position : arguments.Position);
        var place = call.Resolve(anchor) is { } known && JmapIds.ParseEmail(known) is { } email ? Array.IndexOf(found, email) : -1;
        return place >= 0 ? Math.Max(0, place + arguments.AnchorOffset) : throw MethodException.AnchorNotFound();
    }
}

/// <param name="Position">Of the first id; below 0: from the end.</param>
/// <param name="Anchor">An Email beside which to begin, and not at the position.</param>
internal sealed record EmailQueryArguments(
    string? AccountId,
    JsonElement? Filter = null,
    IReadOnlyList<EmailComparator>? Sort = null,
    int Position = 0,
    string? Anchor = null,
    int AnchorOffset = 0,
    long? Limit = null,
    bool CalculateTotal = false,
    bool CollapseThreads = false
);

/// <param name="Position">Of the first of the ids.</param>
internal sealed record EmailQueryResponse(
    string AccountId,
    string QueryState,
    bool CanCalculateChanges,
    int Position,
    IReadOnlyList<string> Ids
)
{
    /// <summary>Null: the client did not ask.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Total { get; init; }

    /// <summary>Our limit, if the client would take more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }
}
