using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MailCloud.Webmail.Rendering;

/// <summary>A message made ready to be put into a frame: all that takes long, and nothing that depends on the reader's theme. This is what the cache keeps.</summary>
/// <param name="Body">Markup that is safe, and is put into the document as it is.</param>
/// <param name="Style">Rules for it.</param>
/// <param name="BlockedImages">How many pictures of other servers are not shown.</param>
internal sealed record RenderedMessage(string Body, string Style, int BlockedImages, ImmutableArray<string> Notes);

/// <summary>What a reader has to be told about how a message is shown.</summary>
internal static class ViewNotes
{
    /// <summary>A page is too large or too complex, and shown as its text.</summary>
    public const string Simplified = "simplified";

    /// <summary>Not all of it is shown.</summary>
    public const string Cut = "cut";

    public static string TextOf(string note) =>
        note is Simplified
            ? "This message is too large or too complex to be shown with its layout. This is its text."
            : "This message is too long to be shown completely. Download it to see all of it.";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RenderedMessage))]
internal sealed partial class RenderedJson : JsonSerializerContext;
