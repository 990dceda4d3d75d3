using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Mbox;

/// <summary>
/// Writes the messages of a mailbox as an mbox (RFC 4155, quoted as <see cref="MboxQuote"/> has it), in order of UID, while they come out of storage. Memory depends
/// neither on a message's size nor on their number.
/// </summary>
public sealed class MboxExport(IMailStore store, PipeWriter output)
{
    private const int FlushOctets = 64 * 1024;

    /// <summary>Messages whose bytes were gone, because they were expunged long before an export that takes very long.</summary>
    public int Missing { get; private set; }

    /// <summary>Writes the messages of a mailbox, and flushes as it goes.</summary>
    /// <exception cref="StoreUnavailableException">A message could not be read to its end: what was written so far ends in the middle.</exception>
    public async ValueTask WriteAsync(MailboxState mailbox, CancellationToken cancellationToken)
    {
        for (var index = 0; index < mailbox.Count; index++)
        {
            var message = mailbox[index];
            try
            {
                await WriteAsync(message, mailbox.Keywords.NamesOf(message.Keywords), cancellationToken);
            }
            catch (MessageMissingException)
            {
                Missing++;
            }
        }
        await output.FlushAsync(cancellationToken);
    }

    private async ValueTask WriteAsync(
        MessageRecord message,
        System.Collections.Immutable.ImmutableArray<string> keywords,
        CancellationToken cancellationToken
    )
    {
        await using var content = new ContentStream(store, message.Content, new ByteRange(0, message.Size), cancellationToken);
        var isFirst = true;
        await foreach (var piece in LinePiece.ReadAsync(PipeReader.Create(content.Stream), cancellationToken))
        {
            if (isFirst)
                Write(
                    new FromLine(await SenderAsync(message, piece, cancellationToken), message.InternalDate),
                    new MessageStatus(message.Flags, keywords)
                );
            isFirst = false;
            Write(piece);
            if (output.UnflushedBytes >= FlushOctets)
                await output.FlushAsync(cancellationToken);
        }
        output.Write("\n"u8);
    }

    private void Write(FromLine line, MessageStatus status)
    {
        Encoding.UTF8.GetBytes(line.ToString(), output);
        Encoding.UTF8.GetBytes(status.ToString(), output);
    }

    private void Write(LinePiece piece)
    {
        if (piece.Starts && MboxQuote.IsNeeded(piece.Octets.Span))
            output.Write(">"u8);
        output.Write(piece.Octets.Span);
        if (piece.Ends)
            output.Write("\n"u8);
    }

    /// <summary>The envelope's sender as delivery has noted it in front of the message; of what was never delivered, who says to have sent it.</summary>
    private static async ValueTask<string> SenderAsync(MessageRecord message, LinePiece first, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetString(first.Octets.Span);
        if (line.StartsWith("Return-Path:", StringComparison.OrdinalIgnoreCase))
            return FromLine.SenderOf(line["Return-Path:".Length..].Trim().TrimStart('<').TrimEnd('>'));
        var summary = await message.Summary.ReadAsync(cancellationToken);
        return summary.Envelope.Sender is [{ Mailbox: { } mailbox, Host: { } host }, ..]
            ? FromLine.SenderOf($"{mailbox}@{host}")
            : FromLine.NoSender;
    }
}
