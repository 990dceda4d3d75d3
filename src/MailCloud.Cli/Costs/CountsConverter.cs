using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Cli.Costs;

/// <summary>Counts as a flat object, in the order of their names, so that two of them can be compared by eye.</summary>
internal sealed class CountsConverter : JsonConverter<Counts>
{
    public override Counts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options) ?? throw new JsonException());

    public override void Write(Utf8JsonWriter writer, Counts value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, count) in value.Operations.OrderBy(each => each.Key, StringComparer.Ordinal))
            writer.WriteNumber(name, count);
        writer.WriteEndObject();
    }
}
