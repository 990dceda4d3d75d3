namespace MailCloud.Mail.Messages;

/// <summary>A run of bytes of a message, in octets from the message's first byte.</summary>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>The offset of the first byte after the range.</summary>
    public long End => Offset + Length;

    public static ByteRange Between(long start, long end) => new(start, end - start);
}
