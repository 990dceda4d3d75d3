using System.Collections.Immutable;
using System.IO.Pipelines;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>What a client has sent, as it sent it.</summary>
internal sealed class UploadBlob(IUploadStore uploads, AccountId account, Upload upload) : Blob
{
    private const int PieceOctets = 16 * 1024;

    public override string Id => BlobIds.Of(upload);

    public override string MediaType => upload.MediaType;

    public override long? Length => upload.Length;

    public override ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken) =>
        CopyAsync(new ByteRange(0, upload.Length), destination, cancellationToken);

    /// <summary>A part of the message that the upload is. It is read for that, piece by piece. Null: it has no such part.</summary>
    public async ValueTask<Blob?> FindPartAsync(ImmutableArray<int> numbers, CancellationToken cancellationToken)
    {
        var scanner = new MessageScanner();
        await using var content = OpenStream(cancellationToken);
        var piece = new byte[PieceOctets];
        int read;
        while ((read = await content.Stream.ReadAsync(piece, cancellationToken)) > 0)
            scanner.Write(piece.AsSpan(0, read));
        return scanner.Complete(Id).FindPart(numbers.AsSpan()) is { IsMultipart: false } part
            ? new PartBlob(BlobIds.OfPart(Id, numbers), part, CopyAsync)
            : null;
    }

    private async ValueTask CopyAsync(ByteRange range, PipeWriter destination, CancellationToken cancellationToken)
    {
        if (!await uploads.CopyAsync(account, upload.Id, range.Offset, range.Length, destination, cancellationToken))
            throw new FileNotFoundException("The upload has just ended.");
    }
}
