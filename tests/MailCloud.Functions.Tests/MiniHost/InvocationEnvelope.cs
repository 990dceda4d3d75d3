using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>Writes what the Functions host posts for an invocation, from the data that a trigger really binds.</summary>
internal static class InvocationEnvelope
{
    /// <param name="binding">The trigger's binding.</param>
    /// <param name="text">A queue message.</param>
    /// <param name="bindingData">What the trigger knows of it.</param>
    public static string ForQueue(string binding, string text, IReadOnlyDictionary<string, object> bindingData)
    {
        var metadata = Metadata(bindingData);
        CopyProperties(text, metadata);
        // Quoted once as a JSON value, and once more as part of the envelope.
        return Envelope(binding, JsonSerializer.Serialize(text), metadata);
    }

    /// <param name="state">The timer's state as JSON.</param>
    public static string ForTimer(string binding, JsonNode state, IReadOnlyDictionary<string, object> bindingData) =>
        Envelope(binding, state, Metadata(bindingData));

    private static string Envelope(string binding, JsonNode? data, JsonObject metadata) =>
        new JsonObject
        {
            ["Data"] = new JsonObject { [binding] = data },
            ["Metadata"] = metadata,
        }.ToJsonString();

    private static JsonObject Metadata(IReadOnlyDictionary<string, object> bindingData)
    {
        var metadata = new JsonObject();
        foreach (var (name, value) in bindingData)
            if (name is not "QueueTrigger" and not "TimerTrigger")
                metadata[name] = Value(value);
        return metadata;
    }

    private static JsonNode? Value(object value) =>
        value switch
        {
            null => null,
            string text => JsonSerializer.Serialize(text),
            DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => JsonSerializer.SerializeToNode(value, value.GetType()),
        };

    /// <summary>The host does this to a message that is a JSON object, and overwrites what it said itself.</summary>
    private static void CopyProperties(string text, JsonObject metadata)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject message)
                return;
            foreach (var (name, value) in message)
                if (value is not JsonArray)
                    metadata[name] = value?.ToJsonString();
        }
        catch (JsonException)
        {
            // A message that is no JSON has no properties.
        }
    }
}
