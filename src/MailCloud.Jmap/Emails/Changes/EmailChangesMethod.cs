using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Emails.Changes;

/// <summary>Email/changes (RFC 8621 §4.3): what happened to Emails since a state, out of the account's log.</summary>
internal static class EmailChangesMethod
{
    public static async ValueTask<ChangesResponse> RunAsync(
        ChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.MaxChanges is <= 0)
            throw MethodException.InvalidArguments("maxChanges is not above 0.");
        if (arguments.SinceState is null)
            throw MethodException.InvalidArguments("sinceState is missing.");
        if (JmapIds.ParseState(arguments.SinceState) is not { } since)
            throw MethodException.CannotCalculateChanges();
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var changes =
            await EmailChanges.ReadAsync(call.Server.Store, index, since, arguments.MaxChanges, cancellationToken)
            ?? throw MethodException.CannotCalculateChanges();
        return new ChangesResponse(
            account,
            arguments.SinceState,
            JmapIds.Of(changes.State),
            changes.HasMore,
            [.. changes.Created.Select(email => JmapIds.Of(email.Email))],
            [.. changes.Updated.Select(email => JmapIds.Of(email.Email))],
            [.. changes.Destroyed.Select(email => JmapIds.Of(email.Email))]
        );
    }
}
