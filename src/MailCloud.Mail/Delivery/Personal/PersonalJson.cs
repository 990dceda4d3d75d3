using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>The JSON of what users want done with their mail.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(MailRule))]
[JsonSerializable(typeof(VacationResponse))]
[JsonSerializable(typeof(AnsweredSenders))]
public sealed partial class PersonalJson : JsonSerializerContext;

/// <summary>A text that clients may also write as a number.</summary>
internal sealed class TextOrNumberConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number
            ? reader.TryGetInt64(out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : throw new JsonException()
            : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A point in time as <c>2026-10-30T06:12:00Z</c> (RFC 8620 §1.4, UTCDate); fractions of seconds are dropped.</summary>
public sealed class UtcDateConverter : JsonConverter<DateTimeOffset?>
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.String && TryParse(reader.GetString()!, out var date) ? date
        : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } date)
            writer.WriteStringValue(Format(date));
        else
            writer.WriteNullValue();
    }

    public static string Format(DateTimeOffset date) => date.UtcDateTime.ToString(Forms[0], CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(
            text,
            Forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out date
        );
}
