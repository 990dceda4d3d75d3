using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Discovery;

/// <summary>How the JSON of answers is written.</summary>
internal static class DiscoveryJson
{
    /// <summary>Names as they are: what Outlook reads begins with capitals.</summary>
    public static readonly JsonSerializerOptions Verbatim = new(JsonSerializerDefaults.General);

    /// <summary>For our own page.</summary>
    public static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
