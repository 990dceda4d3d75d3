using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// Email/set (RFC 8621 §4.6): makes drafts, marks, moves and removes Emails.
/// <code>
/// C: ["Email/set", {"accountId": "a1", "update": {"M7": {"keywords/$seen": true}, "M8": {"mailboxIds": {"F3": true}}}, "destroy": ["M9"]}, "0"]
/// S: ["Email/set", {"accountId": "a1", "oldState": "12", "newState": "15", "updated": {"M7": null, "M8": null}, "destroyed": ["M9"]}, "0"]
/// </code>
/// </summary>
internal static class EmailSet
{
    public static async ValueTask<SetResponse> RunAsync(SetArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckSet(arguments);
        var index = call.Server.Emails.Of(await call.ReadMailAsync(cancellationToken));
        var oldState = JmapIds.Of(index.State.ModSeq);
        if (arguments.IfInState is { } wanted && !string.Equals(wanted, oldState, StringComparison.Ordinal))
            throw MethodException.StateMismatch();

        var writes = new EmailWrites(index.State);
        var created = await CreatedEmails.OfAsync(arguments.Create, index.State, writes, call, EmailBuilder.BuildAsync, cancellationToken);
        var destroyed = Destroy(arguments.Destroy ?? [], index, writes, call);
        var updated = Update(arguments.Update, destroyed.Keys, index, writes, call);
        await writes.CommitAsync(call.Server.Store, cancellationToken);

        created.Finish(writes, call);
        var (done, notUpdated) = Outcome(updated, WriteKind.Update, writes);
        var (gone, notDestroyed) = Outcome(destroyed, WriteKind.Destroy, writes);
        return new SetResponse(
            account,
            oldState,
            JmapIds.Of(writes.State),
            created.Created,
            done.Count > 0 ? done.ToDictionary(id => id, _ => (JsonElement?)null, StringComparer.Ordinal) : null,
            gone.Count > 0 ? gone : null,
            created.NotCreated,
            notUpdated,
            notDestroyed
        );
    }

    /// <returns>By the id that the client says: what is wrong, or null.</returns>
    private static Dictionary<string, SetError?> Update(
        IReadOnlyDictionary<string, JsonElement>? patches,
        IReadOnlyCollection<string> destroyed,
        EmailIndex index,
        EmailWrites writes,
        MethodCall call
    )
    {
        var outcome = new Dictionary<string, SetError?>(StringComparer.Ordinal);
        foreach (var (id, patch) in patches ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            try
            {
                outcome[id] =
                    destroyed.Contains(id, StringComparer.Ordinal) ? new SetError("willDestroy")
                    : Find(id, index, call) is not { } email ? SetError.NotFound
                    : null;
                if (outcome[id] is null)
                    new EmailPatch(patch, index.State, call).Apply(new WrittenObject(WriteKind.Update, id), Find(id, index, call)!, writes);
            }
            catch (SetFailure failure)
            {
                outcome[id] = failure.Error;
            }
        return outcome;
    }

    private static Dictionary<string, SetError?> Destroy(IReadOnlyList<string> ids, EmailIndex index, EmailWrites writes, MethodCall call)
    {
        var outcome = new Dictionary<string, SetError?>(StringComparer.Ordinal);
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            var email = Find(id, index, call);
            outcome[id] = email is null ? SetError.NotFound : null;
            if (email is not null)
                writes.Destroy(new WrittenObject(WriteKind.Destroy, id), email);
        }
        return outcome;
    }

    /// <summary>Those that were written, and what is wrong with the others; null: nothing is with any.</summary>
    private static (List<string> Done, Dictionary<string, SetError>? Errors) Outcome(
        Dictionary<string, SetError?> objects,
        WriteKind kind,
        EmailWrites writes
    )
    {
        var done = new List<string>();
        var errors = new Dictionary<string, SetError>(StringComparer.Ordinal);
        foreach (var (id, error) in objects)
            if (error is not null)
                errors[id] = error;
            else if (writes.Refusals.TryGetValue(new WrittenObject(kind, id), out var refusal))
                errors[id] = SetFailure.ErrorOf(refusal);
            else
                done.Add(id);
        return (done, errors.Count > 0 ? errors : null);
    }

    private static Email? Find(string id, EmailIndex index, MethodCall call) =>
        call.Resolve(id) is { } known && JmapIds.ParseEmail(known) is { } email ? index.Find(email) : null;
}
