using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;

namespace MailCloud.Jmap.Settings;

/// <summary>Settings, our own type: one object, which is there from the start.</summary>
public sealed class SettingsType()
    : ObjectType<PageSettings>("Settings", Capabilities.Settings, "settings", SettingsJson.Default.PageSettings)
{
    private const string Singleton = "singleton";

    /// <summary>The longest undo time in seconds.</summary>
    private const int MaxUndo = 60;

    private const int MaxOthers = 50;
    private const int MaxText = 200;

    /// <summary>Texts in a list, as of addresses whose images are shown.</summary>
    private const int MaxItems = 500;

    public override char IdPrefix => 's';

    public override bool IsSingleton => true;

    // The page may have some that are not known here.
    public override IReadOnlySet<string>? Properties => null;

    protected override ValueTask<IReadOnlyDictionary<string, JsonObject>> FromTheStartAsync(
        MethodCall call,
        CancellationToken cancellationToken
    ) => new(new Dictionary<string, JsonObject>(StringComparer.Ordinal) { [Singleton] = ToJson(new PageSettings()) });

    protected override bool IsFromTheStart(string id) => true;

    protected override ValueTask<SetError?> CheckAsync(PageSettings value, MethodCall call, CancellationToken cancellationToken) =>
        new(
            Wrong(value).ToList() is { Count: > 0 } wrong
                ? SetError.InvalidProperties("The value is none that the setting takes.", [.. wrong])
                : null
        );

    private static IEnumerable<string> Wrong(PageSettings value)
    {
        if (value.Language?.Length > MaxText)
            yield return "language";
        if (value.Theme is not ("system" or "light" or "dark"))
            yield return "theme";
        if (value.Density is not ("comfortable" or "compact"))
            yield return "density";
        if (value.UndoSeconds is < 0 or > MaxUndo)
            yield return "undoSeconds";
        if (value.LoadImages is not ("ask" or "always" or "contacts"))
            yield return "loadImages";
        if (value.SignatureDefault?.Length > MaxText)
            yield return "signatureDefault";
        foreach (var (name, other) in value.Others ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            if (value.Others!.Count > MaxOthers || name.Length > MaxText || !IsSimple(other))
                yield return name;
    }

    private static bool IsSimple(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number
        || IsText(value)
        || value.ValueKind is JsonValueKind.Array && value.GetArrayLength() <= MaxItems && value.EnumerateArray().All(IsText);

    private static bool IsText(JsonElement value) => value.ValueKind is JsonValueKind.String && value.GetString()!.Length <= MaxText;
}
