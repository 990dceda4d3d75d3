using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Objects;

namespace MailCloud.Jmap.Objects;

internal enum SetAction
{
    Create,
    Update,
    Destroy,
}

/// <summary>One thing that a <c>/set</c> is to do.</summary>
/// <param name="Key">The creation id of what is made, else the object's id.</param>
/// <param name="Value">The object to make, or the patch.</param>
internal sealed record SetStep(SetAction Action, string Key, JsonElement Value)
{
    /// <summary>Why it is not done, whatever there is; null: it may be.</summary>
    public SetError? Refusal { get; private init; }

    /// <summary>What the arguments of a call say, in the order in which it is done (RFC 8620 §5.3).</summary>
    public static IEnumerable<SetStep> Of(SetArguments arguments)
    {
        var destroyed = arguments.Destroy?.ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (id, value) in arguments.Create ?? NoValues)
            yield return new SetStep(SetAction.Create, id, value);
        foreach (var (id, patch) in arguments.Update ?? NoValues)
            yield return new SetStep(SetAction.Update, id, patch) { Refusal = destroyed.Contains(id) ? new SetError("willDestroy") : null };
        foreach (var id in destroyed)
            yield return new SetStep(SetAction.Destroy, id, default);
    }

    private static readonly IReadOnlyDictionary<string, JsonElement> NoValues = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}

/// <summary>What becomes of it: a write, or the reason why not.</summary>
/// <param name="Shown">What the client is to be told of an object that is made or changed.</param>
internal sealed record SetOutcome(SetStep Step, ObjectWrite? Write, JsonElement? Shown, SetError? Error)
{
    public SetOutcome(SetStep step, SetError error)
        : this(step, null, null, error) { }

    public SetOutcome(SetStep step, ObjectWrite write, JsonElement? shown = null)
        : this(step, write, shown, null) { }
}

/// <summary>The answer to a <c>/set</c> as it grows.</summary>
internal sealed class SetAnswer
{
    private readonly Dictionary<string, JsonElement> created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement?> updated = new(StringComparer.Ordinal);
    private readonly List<string> destroyed = [];
    private readonly Dictionary<SetAction, Dictionary<string, SetError>> errors = [];

    public void Add(SetOutcome outcome, MethodCall call)
    {
        var (step, write, shown, error) = outcome;
        if (error is not null)
            ErrorsOf(step.Action)[step.Key] = error;
        else if (step.Action is SetAction.Create)
            (created[step.Key], call.CreatedIds[step.Key]) = (shown!.Value, write!.Id);
        else if (step.Action is SetAction.Update)
            updated[step.Key] = shown;
        else
            destroyed.Add(step.Key);
    }

    public SetResponse ToResponse(string account, string oldState, string newState) =>
        new(
            account,
            oldState,
            newState,
            created.Count > 0 ? created : null,
            updated.Count > 0 ? updated : null,
            destroyed.Count > 0 ? destroyed : null,
            errors.GetValueOrDefault(SetAction.Create),
            errors.GetValueOrDefault(SetAction.Update),
            errors.GetValueOrDefault(SetAction.Destroy)
        );

    private Dictionary<string, SetError> ErrorsOf(SetAction action) =>
        errors.TryGetValue(action, out var known) ? known : errors[action] = new(StringComparer.Ordinal);
}
