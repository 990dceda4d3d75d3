using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Threads;

/// <summary>A conversation as clients get it.</summary>
/// <param name="EmailIds">In the order in which they came; null: they were not asked for.</param>
internal sealed record ThreadView(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? EmailIds
);

/// <summary>Thread/get (RFC 8621 §3.1).</summary>
internal static class ThreadGet
{
    public static async ValueTask<GetResponse<ThreadView>> RunAsync(
        GetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.Ids is not { } ids)
            throw MethodException.RequestTooLarge("An account has too many conversations to give them all.");
        JmapLimits.CheckGet(ids.Count);
        if (arguments.Properties?.FirstOrDefault(property => property is not ("id" or "emailIds")) is { } unknown)
            throw MethodException.InvalidArguments($"A Thread has no property {unknown}.");
        var hasEmails = arguments.Properties?.Contains("emailIds", StringComparer.Ordinal) ?? true;

        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var list = new List<ThreadView>();
        var notFound = new List<string>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
            if (JmapIds.ParseThread(id) is { } thread && index.InThread(thread) is { IsEmpty: false } emails)
                list.Add(new ThreadView(id, hasEmails ? [.. emails.Select(email => JmapIds.Of(email.Id))] : null));
            else
                notFound.Add(id);
        return new GetResponse<ThreadView>(account, JmapIds.Of(index.State.ModSeq), list, notFound);
    }
}
