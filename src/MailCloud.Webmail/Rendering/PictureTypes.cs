using System.Collections.Frozen;

namespace MailCloud.Webmail.Rendering;

/// <summary>
/// Pictures that may be shown: made of pixels, so that they hold no scripts and load nothing. SVG is a document, and is none of them. What a picture is, its first octets say;
/// what the sender says of it is not believed.
/// </summary>
internal static class PictureTypes
{
    /// <summary>Octets that tell the type.</summary>
    public const int Signature = 32;

    private static readonly FrozenSet<string> Shown = new[]
    {
        "image/png",
        "image/jpeg",
        "image/jpg",
        "image/pjpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "image/x-ms-bmp",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a sender's word for a type is one of them.</summary>
    public static bool IsShown(string mediaType) => Shown.Contains(mediaType);

    /// <summary>The media type of octets that begin like this; null: they are no such picture.</summary>
    public static string? Sniff(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) ? "image/gif"
        : start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : IsAvif(start) ? "image/avif"
        : IsBitmap(start) ? "image/bmp"
        : null;

    /// <summary>ISO 14496-12: a file type box whose brand is AVIF's.</summary>
    private static bool IsAvif(ReadOnlySpan<byte> start) =>
        start.Length >= 12
        && start[4..8].SequenceEqual("ftyp"u8)
        && (start[8..12].SequenceEqual("avif"u8) || start[8..12].SequenceEqual("avis"u8));

    /// <summary>Two letters are little: the four octets behind the length are always zero.</summary>
    private static bool IsBitmap(ReadOnlySpan<byte> start) =>
        start.Length >= 10 && start.StartsWith("BM"u8) && start[6..10].IndexOfAnyExcept((byte)0) < 0;
}
