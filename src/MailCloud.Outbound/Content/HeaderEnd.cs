namespace MailCloud.Outbound.Content;

/// <summary>Where a message's header ends, and where what its last server put in front of it does.</summary>
internal static class HeaderEnd
{
    /// <summary>The length of the header up to its blank line, not included; null: there is none in these octets.</summary>
    public static int? Find(ReadOnlySpan<byte> octets)
    {
        for (var start = 0; start < octets.Length; )
        {
            if (octets[start..] is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..])
                return start;
            var end = octets[start..].IndexOf((byte)'\n');
            if (end < 0)
                return null;
            start += end + 1;
        }
        return null;
    }

    /// <summary>
    /// The length of the Return-Path field at the very front, which the server that makes the last delivery adds and which must not travel on (RFC 5321
    /// §4.4); 0: there is none.
    /// </summary>
    public static int OfReturnPath(ReadOnlySpan<byte> header)
    {
        if (!System.Text.Ascii.EqualsIgnoreCase(header[..Math.Min(header.Length, "Return-Path:"u8.Length)], "Return-Path:"u8))
            return 0;
        var end = 0;
        do
        {
            var line = header[end..].IndexOf((byte)'\n');
            if (line < 0)
                return header.Length;
            end += line + 1;
        } while (header[end..] is [(byte)' ' or (byte)'\t', ..]);
        return end;
    }
}
