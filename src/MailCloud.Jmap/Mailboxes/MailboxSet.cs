using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Mailbox/set (RFC 8621 §2.5): each object is one commit.</summary>
internal sealed class MailboxSet
{
    private readonly MethodCall call;
    private readonly Commits commits;
    private readonly Dictionary<string, JsonElement> created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement?> updated = new(StringComparer.Ordinal);
    private readonly List<string> destroyed = [];
    private readonly Dictionary<string, SetError> notCreated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SetError> notUpdated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SetError> notDestroyed = new(StringComparer.Ordinal);

    private MailboxSet(MethodCall call, Commits commits)
    {
        this.call = call;
        this.commits = commits;
    }

    public static async ValueTask<SetResponse> RunAsync(MailboxSetArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckSet(arguments);
        var set = new MailboxSet(call, await Commits.BeginAsync(call, arguments.IfInState, cancellationToken));
        foreach (var (creation, properties) in InOrder(arguments.Create ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal)))
            await set.CreateAsync(creation, properties, cancellationToken);
        foreach (var (id, patch) in arguments.Update ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            await set.UpdateAsync(id, patch, cancellationToken);
        foreach (var id in set.DeepestFirst(arguments.Destroy ?? []))
            await set.DestroyAsync(id, arguments.OnDestroyRemoveEmails, cancellationToken);
        return new SetResponse(
            account,
            set.commits.OldState,
            set.commits.NewState,
            set.created,
            set.updated,
            set.destroyed,
            set.notCreated,
            set.notUpdated,
            set.notDestroyed
        );
    }

    /// <summary>The new mailboxes, each behind the one that it is to be below. Where these go in a circle, the order does not help any of them.</summary>
    private static IEnumerable<KeyValuePair<string, JsonElement>> InOrder(IReadOnlyDictionary<string, JsonElement> create)
    {
        var waiting = create.ToDictionary(StringComparer.Ordinal);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(pair => ParentIn(pair.Value) is not { } parent || !waiting.ContainsKey(parent)).ToList();
            if (ready.Count == 0)
                ready = [.. waiting];
            foreach (var pair in ready)
            {
                waiting.Remove(pair.Key);
                yield return pair;
            }
        }
    }

    /// <summary>The creation id that the mailbox is to be below.</summary>
    private static string? ParentIn(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("parentId", out var parent)
        && parent.ValueKind == JsonValueKind.String
        && parent.GetString() is ['#', ..] reference
            ? reference[1..]
            : null;

    private async ValueTask CreateAsync(string creation, JsonElement properties, CancellationToken cancellationToken)
    {
        if (MailboxPatch.Read(properties, call, present: null, out var error) is not { } patch)
        {
            notCreated[creation] = error!;
            return;
        }
        var result = await commits.CommitAsync(new MakeMailbox(patch), cancellationToken);
        if (result.Refusal is { } refusal)
        {
            notCreated[creation] = refusal.Reason == RefusalReason.NoSuchMailbox ? NoParent : ErrorOf(refusal);
            return;
        }
        var made = new MailboxId(result.Events.Last(logged => logged.Event is MailboxCreated).First.Value);
        var node = MailboxNode.Of(result.State, result.State.Directory.Find(made)!);
        var told = MailboxView.AllProperties.Where(property => !properties.TryGetProperty(property, out _));
        created[creation] = JsonSerializer.SerializeToElement(MailboxView.Of(node, default, told), MailboxJson.Default.JsonObject);
        call.CreatedIds[creation] = JmapIds.Of(made);
    }

    private async ValueTask UpdateAsync(string id, JsonElement properties, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } entry)
        {
            notUpdated[id] = SetError.NotFound;
            return;
        }
        var state = commits.State.HasMessages ? commits.State : await call.ReadMailAsync(cancellationToken);
        var present = MailboxView.Of(MailboxNode.Of(state, entry), MailboxCounts.Of(state)[entry.Id], MailboxView.AllProperties);
        if (MailboxPatch.Read(properties, call, present, out var error) is not { } patch)
        {
            notUpdated[id] = error!;
            return;
        }
        var result = await commits.CommitAsync(new EditMailbox(entry.Id, patch), cancellationToken);
        if (result.Refusal is null)
            updated[JmapIds.Of(entry.Id)] = null;
        else if (result.Refusal.Reason != RefusalReason.NoSuchMailbox)
            notUpdated[id] = ErrorOf(result.Refusal);
        else
            notUpdated[id] = Find(id) is null ? SetError.NotFound : NoParent;
    }

    private async ValueTask DestroyAsync(string id, bool removesEmails, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } entry)
        {
            notDestroyed[id] = SetError.NotFound;
            return;
        }
        var result = await commits.CommitAsync(new DestroyMailbox(entry.Id, removesEmails), cancellationToken);
        if (result.Refusal is null)
            destroyed.Add(JmapIds.Of(entry.Id));
        else if (Find(id) is not { } present)
            notDestroyed[id] = SetError.NotFound;
        else
            notDestroyed[id] =
                DestroyMailbox.HasChild(commits.State, present) ? new SetError("mailboxHasChild")
                : present.Role == MailboxRole.Inbox ? SetError.Forbidden(result.Refusal.Text)
                : new SetError("mailboxHasEmail");
    }

    /// <summary>The mailboxes to remove, those below others first.</summary>
    private IEnumerable<string> DeepestFirst(IReadOnlyList<string> ids) =>
        ids.Distinct(StringComparer.Ordinal).OrderByDescending(id => Find(id)?.Name.Length ?? 0);

    private MailboxEntry? Find(string id) =>
        call.Resolve(id) is { } known && JmapIds.ParseMailbox(known) is { } number ? commits.State.Directory.Find(number) : null;

    private static SetError NoParent => SetError.InvalidProperties("There is no such parent.", "parentId");

    private static SetError ErrorOf(Refusal refusal) =>
        refusal.Reason switch
        {
            RefusalReason.MailboxExists => SetError.InvalidProperties(refusal.Text, "name"),
            RefusalReason.MailboxNotAllowed => SetError.InvalidProperties(refusal.Text, "name", "parentId", "role"),
            _ => SetError.OverQuota(refusal.Text),
        };
}

/// <param name="OnDestroyRemoveEmails">Whether Emails in a mailbox that is destroyed are removed from it; else it stays.</param>
internal sealed record MailboxSetArguments(
    string? AccountId,
    string? IfInState = null,
    IReadOnlyDictionary<string, JsonElement>? Create = null,
    IReadOnlyDictionary<string, JsonElement>? Update = null,
    IReadOnlyList<string>? Destroy = null,
    bool OnDestroyRemoveEmails = false
) : SetArguments(AccountId, IfInState, Create, Update, Destroy);
