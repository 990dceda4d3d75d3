using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Objects;

/// <summary>
/// A <c>/set</c> of a type (RFC 8620 §5.3). What it is told is decided against the objects as they are and committed in portions; a portion that somebody else comes
/// before is decided anew.
/// </summary>
internal sealed class ObjectSet(ObjectType type, MethodCall call)
{
    private const int MaxTries = 10;
    private const int IdOctets = 12;

    // No page is made of it as it is, so letters need not be escaped.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async ValueTask<SetResponse> RunAsync(SetArguments arguments, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckSet(arguments);
        KnownObjects? known = await type.ReadAsync(call, cancellationToken);
        var oldState = ObjectType.StateOf(known.State);
        if (arguments.IfInState is { } expected && !string.Equals(expected, oldState, StringComparison.Ordinal))
            throw MethodException.StateMismatch();
        var answer = new SetAnswer();
        var state = known.State;
        foreach (var portion in SetStep.Of(arguments).Chunk(ObjectLimits.MaxWrites))
        {
            state = await CommitAsync(portion, known ?? await type.ReadAsync(call, cancellationToken), answer, cancellationToken);
            known = null;
        }
        return answer.ToResponse(account, oldState, ObjectType.StateOf(state));
    }

    /// <returns>The state after it.</returns>
    private async ValueTask<ulong> CommitAsync(SetStep[] portion, KnownObjects known, SetAnswer answer, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var outcomes = new List<SetOutcome>();
            var writes = new Dictionary<string, ObjectWrite>(StringComparer.Ordinal);
            var values = known.All.ToDictionary(one => one.Id, one => one.Value, StringComparer.Ordinal);
            foreach (var step in portion)
            {
                var outcome = await DecideAsync(step, known, known.Count + writes.Count, cancellationToken);
                var refusal = outcome.Write is { } write ? Add(write, writes, values) : null;
                outcomes.Add(refusal is null ? outcome : new SetOutcome(step, refusal));
            }
            var state = writes.Count == 0 ? known.State : await TryCommitAsync(writes.Values, cancellationToken);
            if (state is { } committed)
            {
                outcomes.ForEach(outcome => answer.Add(outcome, call));
                return committed;
            }
            known = await type.ReadAsync(call, cancellationToken);
        }
        throw new StoreUnavailableException($"Too many others set objects of {call.Account} at the same time.");
    }

    /// <summary>Adds a write to those of the steps before it.</summary>
    /// <param name="values">The objects as they are after those steps.</param>
    /// <returns>Why it may not be; null: it was added.</returns>
    private SetError? Add(ObjectWrite write, Dictionary<string, ObjectWrite> writes, Dictionary<string, JsonObject> values)
    {
        // Under its id and its creation id an object may be named twice.
        if (writes.ContainsKey(write.Id))
            return new SetError("invalidPatch", "The object is set twice.");
        var value = write.Body is { } body ? JsonNode.Parse(body.Span)!.AsObject() : null;
        var others = values.Where(other => !string.Equals(other.Key, write.Id, StringComparison.Ordinal)).Select(other => other.Value);
        if (value is not null && type.CheckBeside(value, others) is { } error)
            return error;
        writes.Add(write.Id, write);
        if (value is null)
            values.Remove(write.Id);
        else
            values[write.Id] = value;
        return null;
    }

    private ValueTask<ulong?> TryCommitAsync(IReadOnlyCollection<ObjectWrite> writes, CancellationToken cancellationToken) =>
        call.Server.Objects.TryCommitAsync(call.Account, type.Kind, writes, cancellationToken);

    private ValueTask<SetOutcome> DecideAsync(SetStep step, KnownObjects known, int count, CancellationToken cancellationToken)
    {
        if (step.Refusal is { } refusal)
            return new(new SetOutcome(step, refusal));
        if (step.Action is SetAction.Create)
            return CreateAsync(step, count, cancellationToken);
        if (known.Find(call.Resolve(step.Key) ?? step.Key) is not { } old)
            return new(new SetOutcome(step, SetError.NotFound));
        return step.Action is SetAction.Update
            ? UpdateAsync(step, old, cancellationToken)
            : new(
                type.CheckRemoval(old) is { } error
                    ? new SetOutcome(step, error)
                    : new SetOutcome(step, new ObjectWrite(old.Id, Body: null, old.Version))
            );
    }

    private async ValueTask<SetOutcome> CreateAsync(SetStep step, int count, CancellationToken cancellationToken)
    {
        if (type.IsSingleton)
            return new SetOutcome(step, SetError.Singleton);
        if (PatchObject.ToNode(step.Value) is not JsonObject value)
            return new SetOutcome(step, SetError.InvalidProperties("An object is wanted."));
        if (count >= type.MaxObjects)
            return new SetOutcome(step, SetError.OverQuota($"There are {type.MaxObjects} already."));
        if (type.ServerSet.Where(value.ContainsKey).ToArray() is { Length: > 0 } set)
            return new SetOutcome(step, SetError.InvalidProperties("The server sets them.", [.. set]));
        var told = value.DeepClone().AsObject();
        if (await type.CheckAsync(value, old: null, call, cancellationToken) is { } error)
            return new SetOutcome(step, error);
        var id = type.IdPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdOctets));
        if (WriteOf(id, value, expected: 0) is not { } write)
            return new SetOutcome(step, SetError.TooLarge($"An object has at most {ObjectLimits.MaxBody} octets."));
        return new SetOutcome(step, write, Difference(told, new KnownObject(id, 0, value)));
    }

    private async ValueTask<SetOutcome> UpdateAsync(SetStep step, KnownObject old, CancellationToken cancellationToken)
    {
        var value = old.With(properties: null);
        if (PatchObject.Apply(value, step.Value) is { } invalid)
            return new SetOutcome(step, invalid);
        var fixedOnes = type.ServerSet.Union(type.Immutable, StringComparer.Ordinal);
        var before = old.With(properties: null);
        if (fixedOnes.Where(name => !JsonNode.DeepEquals(value[name], before[name])).ToArray() is { Length: > 0 } changed)
            return new SetOutcome(step, SetError.InvalidProperties("They stay as they are.", [.. changed]));
        value.Remove("id");
        var told = value.DeepClone().AsObject();
        if (await type.CheckAsync(value, old, call, cancellationToken) is { } error)
            return new SetOutcome(step, error);
        if (WriteOf(old.Id, value, old.Version) is not { } write)
            return new SetOutcome(step, SetError.TooLarge($"An object has at most {ObjectLimits.MaxBody} octets."));
        told["id"] = old.Id;
        return new SetOutcome(step, write, Difference(told, new KnownObject(old.Id, old.Version, value)));
    }

    /// <returns>Null: the object is too large.</returns>
    private static ObjectWrite? WriteOf(string id, JsonObject value, ulong expected)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body, Compact))
            value.WriteTo(writer);
        return body.WrittenCount <= ObjectLimits.MaxBody ? new ObjectWrite(id, body.WrittenMemory, expected) : null;
    }

    /// <summary>What an object has that its client did not say.</summary>
    /// <returns>Null: nothing.</returns>
    private static JsonElement? Difference(JsonObject told, KnownObject made)
    {
        var difference = made.With(properties: null);
        foreach (var (name, value) in told)
            if (difference.TryGetPropertyValue(name, out var now) && JsonNode.DeepEquals(value, now))
                difference.Remove(name);
        return difference.Count > 0 ? JsonSerializer.SerializeToElement(difference, ObjectJson.Default.JsonObject) : null;
    }
}
