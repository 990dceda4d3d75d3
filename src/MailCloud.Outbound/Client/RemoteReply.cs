using System.Collections.Immutable;

namespace MailCloud.Outbound.Client;

/// <summary>The other server's answer to a command (RFC 5321 §4.2).</summary>
/// <param name="Code">The three digits.</param>
/// <param name="EnhancedStatus">The enhanced status code that the text began with (RFC 2034 §4), if its class is the code's; null: there was none.</param>
/// <param name="Lines">The text of each line without codes; visible characters and spaces, as ISO 8859-1 or UTF-8 they came in.</param>
internal sealed record RemoteReply(int Code, string? EnhancedStatus, ImmutableArray<string> Lines)
{
    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>3yz: go on.</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>5yz: it will never be done.</summary>
    public bool IsPermanentFailure => Code is >= 500 and < 600;

    /// <summary>421: the server ends the connection, whatever was asked (RFC 5321 §3.8).</summary>
    public bool Closes => Code is 421;

    /// <summary>All lines as one.</summary>
    public string Text => string.Join(' ', Lines.Where(line => line.Length > 0));
}
