using System.IO.Pipelines;
using MailCloud.Mail.Messages;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Utils;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>Writes a range of a message, and flushes as it goes.</summary>
internal delegate ValueTask CopyRange(ByteRange range, PipeWriter destination, CancellationToken cancellationToken);

/// <summary>A part of a message with its transfer encoding undone. The charset of text stays as it is.</summary>
internal sealed class PartBlob(string id, BodyPart part, CopyRange copy) : Blob
{
    private const int PieceOctets = 16 * 1024;

    private readonly ContentEncoding encoding = MimeUtils.TryParse(part.Encoding, out ContentEncoding found)
        ? found
        : ContentEncoding.Default;

    public override string Id => id;

    public override string MediaType => $"{part.Type}/{part.Subtype}";

    public override string? FileName => part.FileName;

    public override long? Length => IsEncoded ? null : part.Body.Length;

    private bool IsEncoded => encoding is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode;

    public override async ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        if (!IsEncoded)
        {
            await copy(part.Body, destination, cancellationToken);
            return;
        }
        await using var content = new BlobStream((output, cancel) => copy(part.Body, output, cancel), cancellationToken);
        await using var decoded = new FilteredStream(content.Stream);
        decoded.Add(DecoderFilter.Create(encoding));
        int count;
        do
        {
            count = await decoded.ReadAsync(destination.GetMemory(PieceOctets), cancellationToken);
            destination.Advance(count);
            if ((await destination.FlushAsync(cancellationToken)).IsCompleted)
                return;
        } while (count > 0);
    }
}
