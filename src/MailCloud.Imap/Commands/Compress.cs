using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Compresses the connection (RFC 4978 §3): the tagged OK is the last that goes as it is. There is none before the log-in, where memory is scarce and
/// passwords pass by.
/// <code>
/// C: A1 COMPRESS DEFLATE
/// S: A1 OK Compressed from here on
/// </code>
/// </summary>
internal sealed record Compress(string Mechanism)
{
    public static Compress Parse(ref ImapReader reader)
    {
        reader.Space();
        return new Compress(Encoding.ASCII.GetString(reader.Atom()));
    }

    public static ValueTask<Completion> ExecuteAsync(Compress command, ImapSession session, CancellationToken cancellationToken) =>
        !string.Equals(command.Mechanism, "DEFLATE", StringComparison.OrdinalIgnoreCase) ? Completion.Bad("DEFLATE is all there is")
        : session.Connection.IsCompressed ? Completion.No("The connection is compressed already", ResponseCode.CompressionActive)
        : Completion.Ok("Compressed from here on") with { BeginsCompression = true };
}
