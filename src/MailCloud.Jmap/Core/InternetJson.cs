using System.Text.Json;
using System.Text.Unicode;

namespace MailCloud.Jmap.Core;

/// <summary>JSON that means the same to everybody (I-JSON, RFC 7493 §2): UTF-8, no property twice, no half of a surrogate pair.</summary>
internal static class InternetJson
{
    /// <summary>Deeper values are refused.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <exception cref="JsonException">It is something else.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> octets)
    {
        if (!Utf8.IsValid(octets))
            throw new JsonException("The text is not UTF-8.");
        CheckEscapes(octets);
        return JsonElement.Parse(octets, Options);
    }

    /// <summary>Text is decoded only where somebody wants it, and nobody there reckons with half a letter.</summary>
    private static void CheckEscapes(ReadOnlySpan<byte> octets)
    {
        var reader = new Utf8JsonReader(octets, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped)
                continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("Text has half of a surrogate pair.", e);
            }
        }
    }
}
