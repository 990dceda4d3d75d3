namespace MailCloud.Smtp.Content;

/// <summary>
/// Whether a message begins with a header field (RFC 5322 §2.2), found out as its octets go by. Fields that the server puts in front of text that does
/// not would otherwise make a field, or the end of one, of it.
/// </summary>
public sealed class FirstLine
{
    // The first line of a mailbox file, which some programs send along; readers of mail skip it.
    private static ReadOnlySpan<byte> Postmark => "From "u8;

    // The longest line that there may be (RFC 5322 §2.1.1). What has no colon by then is text, and no more of it has to be held to find out.
    private const int MaxName = 998;

    private int length;
    private bool mayBePostmark = true;
    private bool nameIsOver;

    /// <summary>Null: the message is still too short to tell.</summary>
    public bool? IsField { get; private set; }

    public void Add(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (IsField is not null)
                return;
            Add(octet);
        }
    }

    private void Add(byte octet)
    {
        mayBePostmark &= length < Postmark.Length && octet == Postmark[length];
        length++;
        if (mayBePostmark && length == Postmark.Length)
            IsField = true;
        else if (length > MaxName)
            IsField = false;
        else if (octet == ':')
            IsField = length > 1;
        // The header may be empty: then the blank line is there already.
        else if (octet is (byte)'\r' or (byte)'\n')
            IsField = length == 1;
        else if (octet is (byte)' ' or (byte)'\t')
            nameIsOver = true;
        else if (nameIsOver || octet is <= (byte)' ' or >= 127)
            IsField = false;
        // Text that begins with white space would continue the field before it.
        if (nameIsOver && length == 1)
            IsField = false;
    }
}
