namespace MailCloud.Imap.Framing;

/// <summary>What the input begins with.</summary>
internal enum FrameStatus
{
    /// <summary>A whole command.</summary>
    Command,

    /// <summary>A whole command but for the message of APPEND, which is still in the input.</summary>
    CommandWithMessage,

    /// <summary>A line with a CR or LF that ends nothing, or too long a line: it is gone.</summary>
    Unreadable,

    /// <summary>A literal that is larger than allowed. The client waits for a go-ahead that it will not get, so the command ends here.</summary>
    LiteralTooLarge,

    /// <summary>The same, but the client does not wait: its octets cannot be told from commands, so the connection has to end.</summary>
    OutOfStep,

    /// <summary>The client has ended its sending.</summary>
    EndOfInput,
}

/// <summary>A command as it came.</summary>
/// <param name="Text">
/// The command without its last CRLF, its literals in their places behind their headers; until the next read. The beginning of the command if it is not whole.
/// </param>
/// <param name="Message">With <see cref="FrameStatus.CommandWithMessage"/>: the header that ends the text.</param>
internal readonly record struct Frame(FrameStatus Status, ReadOnlyMemory<byte> Text, LiteralHeader Message = default);
