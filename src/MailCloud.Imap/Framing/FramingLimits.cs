namespace MailCloud.Imap.Framing;

/// <summary>How large a command may be, in octets: the most memory that a client can make us hold for one.</summary>
/// <param name="Line">One line, its CRLF included.</param>
/// <param name="Literal">One literal, the message of APPEND excepted.</param>
/// <param name="UnaskedLiteral">One literal that the client sends without waiting (RFC 7888 §5).</param>
/// <param name="Command">All lines and literals of a command together.</param>
/// <param name="StreamsMessages">Whether APPEND's message is left in the input, to be read by the command itself.</param>
internal readonly record struct FramingLimits(int Line, int Literal, int UnaskedLiteral, int Command, bool StreamsMessages)
{
    /// <summary>LITERAL- and little memory, for strangers.</summary>
    public static readonly FramingLimits BeforeLogin = new(8 * 1024, 4096, 4096, 8 * 1024, StreamsMessages: false);

    /// <summary>LITERAL+. A line holds a UID set of thousands of ranges (RFC 7162 §4).</summary>
    public static readonly FramingLimits AfterLogin = new(64 * 1024, 64 * 1024, 64 * 1024, 192 * 1024, StreamsMessages: true);

    /// <summary>A literal that nobody wants is read and dropped up to this size, so that the session can go on.</summary>
    public const long Skippable = 256L * 1024 * 1024;
}
