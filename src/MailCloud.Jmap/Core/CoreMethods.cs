using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Jmap.Core;

public static class CoreMethods
{
    /// <summary>Core/echo (RFC 8620 §4) answers what it is told.</summary>
    public static IEnumerable<Method> All =>
        [
            new Method<JsonElement, JsonElement>(
                "Core/echo",
                Capabilities.Core,
                CoreJson.Default.JsonElement,
                CoreJson.Default.JsonElement,
                static (arguments, _, _) => new(arguments)
            ),
        ];
}

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CoreJson : JsonSerializerContext;
