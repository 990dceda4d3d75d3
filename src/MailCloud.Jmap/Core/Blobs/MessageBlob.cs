using System.IO.Pipelines;
using MailCloud.Mail.Store;

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
