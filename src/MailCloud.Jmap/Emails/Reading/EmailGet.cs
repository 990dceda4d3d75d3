using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>
/// Email/get (RFC 8621 §4.2). What lists show comes out of memory: no octet of a message is read for it.
/// <code>
/// C: ["Email/get", {"accountId": "a1", "ids": ["M7"], "properties": ["subject", "from", "keywords"]}, "0"]
/// S: ["Email/get", {"accountId": "a1", "state": "12", "notFound": [], "list": [
///      {"id": "M7", "subject": "Lunch?", "from": [{"name": "Alice", "email": "alice@example.org"}], "keywords": {"$seen": true}}]}, "0"]
/// </code>
/// </summary>
internal static class EmailGet
{
    public static async ValueTask<GetResponse<JsonObject>> RunAsync(
        EmailGetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var request = new EmailRequest(arguments, EmailProperty.Defaults, always: "id");
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var ids = arguments.Ids ?? [.. AllIds(index)];
        JmapLimits.CheckGet(ids.Count);
        var notFound = new List<string>();
        var emails = new List<Email>(ids.Count);
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (call.Resolve(id) is { } known && JmapIds.ParseEmail(known) is { } email && index.Find(email) is { } found)
                emails.Add(found);
            else
                notFound.Add(id);
        }
        var held = Math.Min(emails.Sum(email => email.Record.Size), request.Values.MaxHeld);
        using var room = await call.Server.Memory.TakeAsync(held, cancellationToken);
        var list = new List<JsonObject>(emails.Count);
        foreach (var email in emails)
            list.Add(await request.ReadAsync(email, call.Server.Store, cancellationToken));
        return new GetResponse<JsonObject>(account, JmapIds.Of(index.State.ModSeq), list, notFound);
    }

    /// <summary>The ids of all Emails, but no more than it takes to see that they are too many.</summary>
    private static IEnumerable<string> AllIds(EmailIndex index) => index.All().Take(JmapLimits.MaxObjectsInGet + 1).Select(JmapIds.Of);
}

/// <param name="Ids">Null: all there are.</param>
internal sealed record EmailGetArguments(string? AccountId, IReadOnlyList<string>? Ids = null) : EmailFetch;
