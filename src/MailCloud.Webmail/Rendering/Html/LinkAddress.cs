namespace MailCloud.Webmail.Rendering.Html;

/// <summary>Addresses as a browser reads them (WHATWG URL, "basic URL parser"): blanks and control characters around them, and tabs and line ends within, do not count.</summary>
internal static class LinkAddress
{
    /// <summary>An absolute address with a scheme that a mail may link to; null: it is none, and what is relative would be an address of ours.</summary>
    public static string? Clean(string href)
    {
        var address = Strip(href);
        return SchemeOf(address) is { } scheme && HtmlRules.LinkSchemes.Contains(scheme) && address.Length <= RenderLimits.Address
            ? address
            : null;
    }

    /// <summary>The address without the characters that browsers ignore.</summary>
    public static string Strip(string text)
    {
        var trimmed = text.AsSpan();
        while (trimmed.Length > 0 && trimmed[0] <= ' ')
            trimmed = trimmed[1..];
        while (trimmed.Length > 0 && trimmed[^1] <= ' ')
            trimmed = trimmed[..^1];
        return trimmed.IndexOfAny("\t\r\n") < 0
            ? trimmed.ToString()
            : string.Concat(trimmed.ToString().Where(c => c is not ('\t' or '\r' or '\n')));
    }

    /// <summary>In lower case; null: the address is relative.</summary>
    public static string? SchemeOf(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(address[0]))
            return null;
        var scheme = address.AsSpan(0, colon);
        foreach (var c in scheme)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return null;
        return scheme.ToString().ToLowerInvariant();
    }
}
