using System.Globalization;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Objects;

namespace MailCloud.Jmap.Objects;

/// <summary>
/// A type of the API whose objects lie in <see cref="IObjectStore"/>, each as the JSON that clients see but for its id. What all such types do alike is here and
/// in <see cref="ObjectSet"/>; to add one: derive from this, say what a value may be, and list its <see cref="Methods"/>.
/// </summary>
public abstract class ObjectType(string name, string capability, string kind)
{
    /// <summary>As it stands in the names of its methods: <c>Identity</c>.</summary>
    public string Name { get; } = name;

    public string Capability { get; } = capability;

    public ObjectKind Kind { get; } = new(kind);

    /// <summary>What each id begins with, so that it cannot be taken for another type's.</summary>
    public abstract char IdPrefix { get; }

    /// <summary>The properties that there are; null: any.</summary>
    public virtual IReadOnlySet<string>? Properties => null;

    /// <summary>Those that only the server sets.</summary>
    public virtual IReadOnlySet<string> ServerSet { get; } = new HashSet<string>(StringComparer.Ordinal) { "id" };

    /// <summary>Those that stay as they were made.</summary>
    public virtual IReadOnlySet<string> Immutable { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many there may be.</summary>
    public virtual int MaxObjects => ObjectLimits.MaxObjects;

    /// <summary>Whether the one object is there from the start, and for good (RFC 8620 §5.3, singleton).</summary>
    public virtual bool IsSingleton => false;

    public virtual IEnumerable<Method> Methods =>
        [
            new Method<GetArguments, GetResponse<JsonObject>>(
                $"{Name}/get",
                Capability,
                ObjectJson.Default.GetArguments,
                ObjectJson.Default.GetResponseJsonObject,
                GetAsync
            ),
            new Method<ChangesArguments, ChangesResponse>(
                $"{Name}/changes",
                Capability,
                ObjectJson.Default.ChangesArguments,
                ObjectJson.Default.ChangesResponse,
                ChangesAsync
            ),
            new Method<SetArguments, SetResponse>(
                $"{Name}/set",
                Capability,
                ObjectJson.Default.SetArguments,
                ObjectJson.Default.SetResponse,
                (arguments, call, cancellationToken) => new ObjectSet(this, call).RunAsync(arguments, cancellationToken)
            ),
        ];

    /// <summary>The objects: those that are kept, and those that are there from the start.</summary>
    public async ValueTask<KnownObjects> ReadAsync(MethodCall call, CancellationToken cancellationToken)
    {
        var kept = await call.Server.Objects.ReadAsync(call.Account, Kind, cancellationToken);
        var known = new KnownObjects(kept.State);
        foreach (var (id, value) in await FromTheStartAsync(call, cancellationToken))
            known.Add(new KnownObject(id, Version: 0, value));
        foreach (var one in kept.Objects)
            known.Add(new KnownObject(one.Id, one.Changed, Show(one)));
        return known;
    }

    /// <summary>Objects that there are before anybody makes them, by id; what is kept under their ids takes their places.</summary>
    protected virtual ValueTask<IReadOnlyDictionary<string, JsonObject>> FromTheStartAsync(
        MethodCall call,
        CancellationToken cancellationToken
    ) => new(new Dictionary<string, JsonObject>(StringComparer.Ordinal));

    /// <summary>Whether an id is one of those.</summary>
    protected virtual bool IsFromTheStart(string id) => false;

    /// <summary>An object as clients see it, without its id.</summary>
    protected virtual JsonObject Show(StoredObject kept) => JsonNode.Parse(kept.Body.Span)!.AsObject();

    /// <summary>Says whether a value may be, and fills in what it lacks.</summary>
    /// <param name="old">What it replaces; null: it is new.</param>
    /// <returns>Why it may not be; null: it may.</returns>
    public abstract ValueTask<SetError?> CheckAsync(
        JsonObject value,
        KnownObject? old,
        MethodCall call,
        CancellationToken cancellationToken
    );

    /// <summary>Says whether a value that may be in itself may be beside the others that there will be.</summary>
    /// <returns>Why it may not be; null: it may.</returns>
    public virtual SetError? CheckBeside(JsonObject value, IEnumerable<JsonObject> others) => null;

    /// <returns>Why an object may not be removed; null: it may.</returns>
    public virtual SetError? CheckRemoval(KnownObject old) => IsSingleton ? SetError.Singleton : null;

    internal static string StateOf(ulong state) => state.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<GetResponse<JsonObject>> GetAsync(GetArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckGet(arguments.Ids?.Count ?? 0);
        if (arguments.Properties?.FirstOrDefault(property => Properties?.Contains(property) == false) is { } unknown)
            throw MethodException.InvalidArguments($"{Name} has no property {unknown}.");
        var known = await ReadAsync(call, cancellationToken);
        if (arguments.Ids is null)
            JmapLimits.CheckGet(known.Count);
        var (list, notFound) = (new List<JsonObject>(), new List<string>());
        foreach (var id in arguments.Ids?.Distinct(StringComparer.Ordinal) ?? known.Ids)
            if (known.Find(call.Resolve(id) ?? id) is { } found)
                list.Add(found.With(arguments.Properties));
            else
                notFound.Add(id);
        return new GetResponse<JsonObject>(account, StateOf(known.State), list, notFound);
    }

    private async ValueTask<ChangesResponse> ChangesAsync(ChangesArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.MaxChanges is <= 0)
            throw MethodException.InvalidArguments("maxChanges is a positive number.");
        var changes = await ReadChangesAsync(arguments.SinceState, call, cancellationToken);
        var count = changes.Created.Length + changes.Updated.Length + changes.Removed.Length;
        // What happened is known only as a whole.
        if (count > arguments.MaxChanges)
            throw MethodException.CannotCalculateChanges();
        return new ChangesResponse(
            account,
            arguments.SinceState!,
            StateOf(changes.State),
            HasMoreChanges: false,
            [.. changes.Created.Where(id => !IsFromTheStart(id))],
            [.. changes.Created.Where(IsFromTheStart), .. changes.Updated],
            changes.Removed
        );
    }

    /// <exception cref="MethodException">The state is none, or what happened since is not known.</exception>
    internal async ValueTask<ObjectChanges> ReadChangesAsync(string? state, MethodCall call, CancellationToken cancellationToken)
    {
        if (state is null)
            throw MethodException.InvalidArguments("The state is missing.");
        return
            ulong.TryParse(state, NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            && await call.Server.Objects.ReadChangesAsync(call.Account, Kind, since, cancellationToken) is { } changes
            ? changes
            : throw MethodException.CannotCalculateChanges();
    }
}
