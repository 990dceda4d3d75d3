using MailCloud.Imap.Framing;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Commands;

/// <summary>What comes before each message of APPEND and REPLACE: <c>(\Seen) " 7-Feb-1994 21:52:25 -0800" {310}</c>.</summary>
/// <param name="Date">INTERNALDATE; null: now.</param>
/// <param name="Message">What announces the message: a literal, or one that may hold NUL (RFC 3516 §4.4).</param>
/// <param name="InParentheses">
/// The message stands in <c>UTF8 (…)</c>. Clients of RFC 6855 §4 send messages with UTF-8 in their headers so; since RFC 9755 they need not.
/// </param>
internal readonly record struct AppendOptions(FlagList Flags, DateTimeOffset? Date, LiteralHeader Message, bool InParentheses)
{
    public static AppendOptions Parse(ref ImapReader reader)
    {
        reader.Space();
        var flags = FlagList.Empty;
        if (reader.Peek == (byte)'(')
        {
            flags = reader.FlagList();
            reader.Space();
        }
        DateTimeOffset? date = null;
        if (reader.Peek == (byte)'"')
        {
            date = reader.DateTime();
            reader.Space();
        }
        var inParentheses = reader.TryText("UTF8 ("u8);
        if (inParentheses && !reader.Utf8)
            throw new ImapSyntaxException("Enable UTF8=ACCEPT first");
        var message = reader.MessageHeader();
        if (inParentheses && !message.IsBinary)
            throw new ImapSyntaxException("Expected a literal that begins with ~");
        return new AppendOptions(flags, date, message, inParentheses);
    }

    /// <summary>Reads what belongs to the message behind its octets.</summary>
    public void ParseEnd(ref ImapReader reader)
    {
        if (InParentheses)
            reader.Octet((byte)')', "\")\"");
    }

    public DateTimeOffset DateOr(TimeProvider now) => Date ?? now.GetUtcNow();
}
