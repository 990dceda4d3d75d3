using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Jmap.Settings;

/// <summary>How the page looks and behaves for a user. What is not here yet the page may keep beside it; each such value is a simple one, or a list of
/// texts.</summary>
public sealed record PageSettings
{
    /// <summary>A language tag (RFC 5646 §2.1); null: as the browser has it.</summary>
    public string? Language { get; set; }

    /// <summary><c>system</c>, <c>light</c> or <c>dark</c>.</summary>
    public string Theme { get; set; } = "system";

    /// <summary><c>comfortable</c> or <c>compact</c>.</summary>
    public string Density { get; set; } = "comfortable";

    /// <summary>Whether messages are shown by conversation.</summary>
    public bool Conversations { get; set; } = true;

    /// <summary>How long a message that is sent can be called back.</summary>
    public int UndoSeconds { get; set; } = 10;

    /// <summary>Whether images of elsewhere are shown: <c>ask</c>, <c>always</c>, or for senders among the <c>contacts</c>.</summary>
    public string LoadImages { get; set; } = "ask";

    /// <summary>The id of the identity whose signature a new message has; null: that of the identity it is written with.</summary>
    public string? SignatureDefault { get; set; }

    public bool Notifications { get; set; }

    /// <summary>Whether single keys are commands.</summary>
    public bool Shortcuts { get; set; } = true;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PageSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
