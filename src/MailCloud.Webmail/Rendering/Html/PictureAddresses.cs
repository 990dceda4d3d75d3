namespace MailCloud.Webmail.Rendering.Html;

/// <summary>Where a page's pictures come from: parts of the message, the page itself, or, if the reader wants them, other servers through our proxy.</summary>
/// <param name="inline">The address of the part with a Content-ID (without angle brackets) or Content-Location; null: there is none.</param>
/// <param name="remote">The proxy's address of a picture of another server; null: these are not shown.</param>
internal sealed class PictureAddresses(Func<string, string?> inline, Func<string, string>? remote)
{
    private static readonly string[] DataTypes = ["png", "jpeg", "jpg", "gif", "webp", "avif", "bmp"];

    public PictureAddress Of(string source)
    {
        var address = LinkAddress.Strip(source);
        return LinkAddress.SchemeOf(address) switch
        {
            "cid" => new PictureAddress(inline(ContentId(address["cid:".Length..])), null),
            "data" => new PictureAddress(IsPicture(address) ? address : null, null),
            "http" or "https" => Remote(address),
            null when IsOtherHost(address) => Remote("https:" + address.Replace('\\', '/')),
            // Relative to nothing, unless a part has said where it is (RFC 2557 §4.2).
            null => new PictureAddress(inline(address), null),
            _ => default,
        };
    }

    private PictureAddress Remote(string address)
    {
        if (address.Length > RenderLimits.Address)
            return default;
        return remote is null ? new PictureAddress(null, address) : new PictureAddress(remote(address), null);
    }

    /// <summary>Browsers take a backslash for a slash.</summary>
    private static bool IsOtherHost(string address) => address.Length > 2 && address[0] is '/' or '\\' && address[1] is '/' or '\\';

    /// <summary>RFC 2392 §2: the Content-ID, percent-encoded.</summary>
    private static string ContentId(string address) => Uri.UnescapeDataString(address);

    private static bool IsPicture(string address)
    {
        if (address.Length > RenderLimits.DataAddress)
            return false;
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        return comma > 0
            && Array.Exists(
                DataTypes,
                type => address.AsSpan(0, comma).Equals($"data:image/{type};base64", StringComparison.OrdinalIgnoreCase)
            )
            && address.AsSpan(comma + 1).IndexOfAnyExcept(Base64) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> Base64 = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    );
}

/// <param name="Address">What the picture's address becomes; null: it is not shown.</param>
/// <param name="Blocked">The address on another server that is not loaded.</param>
internal readonly record struct PictureAddress(string? Address, string? Blocked);
