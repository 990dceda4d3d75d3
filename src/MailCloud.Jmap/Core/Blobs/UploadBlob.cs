using System.IO.Pipelines;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>What a client has sent, as it sent it.</summary>
internal sealed class UploadBlob(IUploadStore uploads, AccountId account, Upload upload) : Blob
{
    public override string Id => BlobIds.Of(upload);

    public override string MediaType => upload.MediaType;

    public override long? Length => upload.Length;

    public override async ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        if (!await uploads.CopyAsync(account, upload.Id, 0, upload.Length, destination, cancellationToken))
            throw new FileNotFoundException("The upload has just ended.");
    }
}
