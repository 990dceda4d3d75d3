using System.Collections.Immutable;

namespace MailCloud.Smtp;

/// <summary>
/// A reply (RFC 5321 §4.2): a value that commands and checks return; only the session writes it.
/// </summary>
/// <param name="Code">The three digits.</param>
/// <param name="Enhanced">The enhanced status code (RFC 3463), e.g. <c>5.7.1</c>; null where there is none (RFC 2034 §4: the greeting, EHLO, 3yz).</param>
/// <param name="Lines">The text, one or more lines of ASCII without CR or LF.</param>
public sealed record SmtpReply(int Code, string? Enhanced, ImmutableArray<string> Lines)
{
    public static readonly SmtpReply Ok = new(250, "2.0.0", "Ok");
    public static readonly SmtpReply UnknownCommand = new(500, "5.5.1", "Command not recognized");
    public static readonly SmtpReply LineTooLong = new(500, "5.5.2", "Line too long");
    public static readonly SmtpReply BareCrOrLf = new(500, "5.5.2", "Bare CR or LF in a command");
    public static readonly SmtpReply OutOfOrder = new(503, "5.5.1", "Bad sequence of commands");
    public static readonly SmtpReply UnknownParameter = new(555, "5.5.4", "Parameter not recognized or not implemented");
    public static readonly SmtpReply NoRecipients = new(554, "5.5.1", "No valid recipients");
    public static readonly SmtpReply MessageTooLarge = new(552, "5.3.4", "Message is larger than this server takes");
    public static readonly SmtpReply HeaderTooLarge = new(552, "5.3.4", "Header is larger than this server takes");
    public static readonly SmtpReply StorageUnavailable = new(451, "4.3.0", "Storage is not available, try again later");
    public static readonly SmtpReply IdleTooLong = new(421, "4.4.2", "Idle for too long, closing the connection");
    public static readonly SmtpReply ShuttingDown = new(421, "4.3.2", "Service is shutting down, try again");
    public static readonly SmtpReply TooManyErrors = new(421, "4.7.0", "Too many errors, closing the connection");

    public SmtpReply(int code, string? enhanced, string text)
        : this(code, enhanced, [text]) { }

    /// <summary>Whether the connection ends with this reply.</summary>
    public bool Closes { get; init; } = Code is 221 or 421;

    /// <summary>Whether the TLS handshake follows this reply (RFC 3207 §4).</summary>
    public bool StartsTls { get; init; }

    /// <summary>Whether the command failed, for good or for now.</summary>
    public bool IsRefusal => Code >= 400;

    /// <summary>Whether the client is in the wrong, which it may be only so often (RFC 5321 §4.2.1: 5yz).</summary>
    public bool IsError => Code >= 500;

    public override string ToString() => Enhanced is null ? $"{Code} {Lines[0]}" : $"{Code} {Enhanced} {Lines[0]}";
}
