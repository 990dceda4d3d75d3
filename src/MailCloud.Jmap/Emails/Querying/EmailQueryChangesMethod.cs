using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails.Changes;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>
/// Email/queryChanges (RFC 8621 §4.5): what a client has to take out of the answer of a query, and put in, to have the answer of now. What was found then is not
/// kept; but only Emails that have changed can have come, gone or moved, and where the query looks at conversations, Emails of the conversations of these. So all of
/// them are taken out, and those that are found now put in where they are now.
/// </summary>
internal static class EmailQueryChangesMethod
{
    public static async ValueTask<EmailQueryChangesResponse> RunAsync(
        EmailQueryChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.MaxChanges is <= 0)
            throw MethodException.InvalidArguments("maxChanges is not above 0.");
        if (arguments.SinceQueryState is null)
            throw MethodException.InvalidArguments("sinceQueryState is missing.");
        if (JmapIds.ParseState(arguments.SinceQueryState) is not { } since)
            throw MethodException.CannotCalculateChanges();
        var query = new EmailQuery(arguments.Filter, arguments.Sort, arguments.CollapseThreads);
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var changes =
            await EmailChanges.ReadAsync(call.Server.Store, index, since, max: null, cancellationToken)
            ?? throw MethodException.CannotCalculateChanges();

        var moved = Moved(changes, query, index);
        var found = await query.RunAsync(call.Server, index, cancellationToken);
        var added = Added(moved, found, UpTo(arguments, found, query)).ToList();
        var removed = moved.Where(id => id.Value <= since.Value).ToList();
        if (removed.Count + added.Count > arguments.MaxChanges)
            throw new MethodException("tooManyChanges");
        return new EmailQueryChangesResponse(
            account,
            arguments.SinceQueryState,
            JmapIds.Of(index.State.ModSeq),
            [.. removed.Select(JmapIds.Of)],
            added
        )
        {
            Total = arguments.CalculateTotal ? found.Length : null,
        };
    }

    /// <summary>The Emails whose place may be another one now.</summary>
    private static HashSet<EmailId> Moved(EmailChanges changes, EmailQuery query, EmailIndex index)
    {
        var moved = changes.All.Select(email => email.Email).ToHashSet();
        if (query.Traits.HasFlag(QueryTraits.Threads))
            foreach (var thread in changes.All.Select(email => email.Thread).Distinct())
                moved.UnionWith(index.InThread(thread).Select(email => email.Id));
        return moved;
    }

    private static IEnumerable<AddedItem> Added(HashSet<EmailId> moved, EmailId[] found, int upTo)
    {
        if (moved.Count == 0)
            yield break;
        for (var place = 0; place <= upTo; place++)
            if (moved.Contains(found[place]))
                yield return new AddedItem(JmapIds.Of(found[place]), place);
    }

    /// <summary>
    /// The last place that the client cares for. It may be told only where nothing else than to come and go can happen to an Email (RFC 8620 §5.6).
    /// </summary>
    private static int UpTo(EmailQueryChangesArguments arguments, EmailId[] found, EmailQuery query)
    {
        var last = found.Length - 1;
        return
            query.Traits == QueryTraits.None
            && arguments.UpToId is { } id
            && JmapIds.ParseEmail(id) is { } email
            && Array.IndexOf(found, email) is >= 0 and var place
            ? place
            : last;
    }
}

/// <param name="UpToId">The last id that the client knows of the answer.</param>
internal sealed record EmailQueryChangesArguments(
    string? AccountId,
    string? SinceQueryState,
    JsonElement? Filter = null,
    IReadOnlyList<EmailComparator>? Sort = null,
    long? MaxChanges = null,
    string? UpToId = null,
    bool CalculateTotal = false,
    bool CollapseThreads = false
);

internal sealed record EmailQueryChangesResponse(
    string AccountId,
    string OldQueryState,
    string NewQueryState,
    IReadOnlyList<string> Removed,
    IReadOnlyList<AddedItem> Added
)
{
    /// <summary>Null: the client did not ask.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Total { get; init; }
}

/// <param name="Index">Its place in the answer of now.</param>
internal sealed record AddedItem(string Id, int Index);
