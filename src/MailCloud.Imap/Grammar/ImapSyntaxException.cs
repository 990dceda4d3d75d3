using MailCloud.Imap.Commands;

namespace MailCloud.Imap.Grammar;

/// <summary>
/// The client's command is not what the grammar allows. It is caught in one place, the session loop, which answers <c>BAD</c> with the message.
/// </summary>
internal sealed class ImapSyntaxException(string message) : FormatException(message)
{
    /// <summary>What programs are told of it; null: nothing.</summary>
    public ResponseCode? Code { get; init; }
}
