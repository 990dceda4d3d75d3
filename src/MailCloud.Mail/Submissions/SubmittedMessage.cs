using System.Buffers;
using System.Globalization;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Submissions;

/// <summary>
/// Writes a message as it leaves: with trace fields as of any submission (RFC 5321 §4.4), with the Date and Message-ID that it lacks (RFC 6409 §8), without the fields
/// that its recipients are not to see or that only servers write, and with every line ended as on the wire.
/// </summary>
public sealed class SubmittedMessage(IMailStore store, string hostName, TimeProvider time)
{
    /// <summary>The longest header that is sent, in octets; it is in memory meanwhile.</summary>
    public const int MaxHeaderOctets = 256 * 1024;

    /// <summary>Fields that do not leave: who gets a blind copy (RFC 5322 §3.6.3), and what only a server says that has received the message.</summary>
    private static readonly string[] Removed = ["Bcc", "Resent-Bcc", "Return-Path", "Authentication-Results"];

    /// <param name="account">Who sends it; it holds what is written.</param>
    /// <param name="header">The message's header, which <see cref="IsHeader"/>, and is not longer than <see cref="MaxHeaderOctets"/>.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public async ValueTask<MessageReference> WriteAsync(
        AccountId account,
        Address sender,
        MessageReference message,
        MessageSummary summary,
        ReadOnlyMemory<byte> header,
        CancellationToken cancellationToken
    )
    {
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(FieldsOf(header.Span), cancellationToken);
        var start = summary.Body.Header.Offset + summary.Body.Header.Length;
        await using (var body = new ContentStream(store, message, new ByteRange(start, message.Length - start), cancellationToken))
            await CopyAsync(body.Stream, writer, cancellationToken);
        var content = await writer.CompleteAsync(TraceOf(sender, summary), cancellationToken);
        await store.AddReferencesAsync(content.Pack, [new PackReference(account, content.Offset)], cancellationToken);
        return content;
    }

    /// <summary>False: it has a CR that ends no line. To readers that take it for the end of one it would have fields that nobody has looked at.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> header)
    {
        for (int at; (at = header.IndexOf((byte)'\r')) >= 0; header = header[(at + 1)..])
            if (at + 1 == header.Length || header[at + 1] != '\n')
                return false;
        return true;
    }

    private static ReadOnlyMemory<byte> FieldsOf(ReadOnlySpan<byte> header)
    {
        var kept = new ArrayBufferWriter<byte>(header.Length);
        new HeaderBlock(header).Select(Removed, except: true, kept);
        var lines = new ArrayBufferWriter<byte>(kept.WrittenCount);
        new LineEnds().Write(kept.WrittenSpan, lines);
        return lines.WrittenMemory;
    }

    private static async ValueTask CopyAsync(Stream body, IMessageWriter writer, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        var lines = new ArrayBufferWriter<byte>(2 * piece.Length);
        var ends = new LineEnds();
        int read;
        while ((read = await body.ReadAsync(piece, cancellationToken)) > 0)
        {
            ends.Write(piece.AsSpan(0, read), lines);
            await writer.WriteAsync(lines.WrittenMemory, cancellationToken);
            lines.ResetWrittenCount();
        }
    }

    private byte[] TraceOf(Address sender, MessageSummary summary)
    {
        var now = time.GetUtcNow();
        // RFC 5322 §3.3.
        var date = now.UtcDateTime.ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var id = Guid.CreateVersion7(now).ToString("N");
        var text = new StringBuilder(512);
        text.Append($"Return-Path: <{sender.ToWire()}>\r\nReceived: by {hostName} (JMAP)\r\n\tid {id};\r\n\t{date}\r\n");
        if (summary.Envelope.Date is null)
            text.Append($"Date: {date}\r\n");
        if (summary.MessageId is null)
            text.Append($"Message-ID: <{id}@{hostName}>\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
