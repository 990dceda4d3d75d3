using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Mailbox/get (RFC 8621 §2.1).</summary>
internal static class MailboxGet
{
    public static async ValueTask<GetResponse<JsonObject>> RunAsync(
        GetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckGet(arguments.Ids?.Count ?? 0);
        var properties = arguments.Properties ?? MailboxView.AllProperties;
        MailboxView.Check(properties);
        var state = await call.ReadMailAsync(cancellationToken);
        // Without the counts, the messages need not be looked at.
        var counts = properties.Any(MailboxView.Counts.Contains) ? MailboxCounts.Of(state) : null;

        var list = new List<JsonObject>();
        var notFound = new List<string>();
        foreach (
            var id in arguments.Ids?.Distinct(StringComparer.Ordinal) ?? state.Directory.Mailboxes.Select(entry => JmapIds.Of(entry.Id))
        )
            if (call.Resolve(id) is { } known && JmapIds.ParseMailbox(known) is { } number && state.Directory.Find(number) is { } entry)
                list.Add(MailboxView.Of(MailboxNode.Of(state, entry), counts?[number] ?? default, properties));
            else
                notFound.Add(id);
        return new GetResponse<JsonObject>(account, JmapIds.Of(state.ModSeq), list, notFound);
    }
}
