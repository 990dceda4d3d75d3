using System.Collections.Immutable;
using System.IO.Pipelines;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Utils;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>A message, byte for byte.</summary>
internal sealed class MessageBlob(IMailStore store, MessageRecord record) : Blob
{
    public override string Id => BlobIds.Of(record.EmailId);

    public override string MediaType => "message/rfc822";

    public override long? Length => record.Size;

    public override ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken) =>
        store.CopyContentAsync(record.Content, 0, record.Size, destination, cancellationToken);
}

/// <summary>A part of a message with its transfer encoding undone. The charset of text stays as it is.</summary>
internal sealed class PartBlob(IMailStore store, MessageRecord record, ImmutableArray<int> numbers, BodyPart part) : Blob
{
    private const int PieceOctets = 16 * 1024;

    private readonly ContentEncoding encoding = MimeUtils.TryParse(part.Encoding, out ContentEncoding found)
        ? found
        : ContentEncoding.Default;

    public override string Id => BlobIds.Of(record.EmailId, numbers);

    public override string MediaType => $"{part.Type}/{part.Subtype}";

    public override string? FileName => part.FileName;

    public override long? Length => IsEncoded ? null : part.Body.Length;

    private bool IsEncoded => encoding is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode;

    public override async ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        if (!IsEncoded)
        {
            await store.CopyContentAsync(record.Content, part.Body.Offset, part.Body.Length, destination, cancellationToken);
            return;
        }
        await using var content = new ContentStream(store, record.Content, part.Body, cancellationToken);
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
