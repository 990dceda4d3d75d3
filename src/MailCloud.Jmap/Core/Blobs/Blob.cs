using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Core.Blobs;

/// <summary>Octets that the API has a name for (RFC 8620 §6): a message, a part of one, an upload.</summary>
public abstract class Blob
{
    public abstract string Id { get; }

    /// <summary>In lower case, without parameters.</summary>
    public abstract string MediaType { get; }

    /// <summary>What the sender calls it; null: nothing.</summary>
    public virtual string? FileName => null;

    /// <summary>In octets; null: only whoever has decoded all of it knows.</summary>
    public abstract long? Length { get; }

    /// <summary>Writes all of it, and flushes as it goes.</summary>
    /// <exception cref="MessageMissingException">It is gone.</exception>
    /// <exception cref="StoreUnavailableException">Storage does not answer; some may have been written.</exception>
    public abstract ValueTask CopyAsync(PipeWriter destination, CancellationToken cancellationToken);

    /// <summary>The blob of that id; null: the account has none, or no longer.</summary>
    public static async ValueTask<Blob?> FindAsync(JmapServer server, AccountId account, string id, CancellationToken cancellationToken)
    {
        if (BlobIds.ParseUpload(id) is var (upload, inUpload))
        {
            if (await server.Uploads.FindAsync(account, upload, cancellationToken) is not { } found)
                return null;
            var whole = new UploadBlob(server.Uploads, account, found);
            return inUpload.IsEmpty ? whole : await whole.FindPartAsync(inUpload, cancellationToken);
        }
        if (BlobIds.ParseMessage(id) is not var (email, numbers))
            return null;
        var state = await server.Store.ReadAsync(account, StateDepth.Messages, cancellationToken);
        if (state is null || server.Emails.Of(state).Find(email) is not { Record: var record })
            return null;
        if (numbers.IsEmpty)
            return new MessageBlob(server.Store, record);
        var summary = await record.Summary.ReadAsync(cancellationToken);
        return summary.FindPart(numbers.AsSpan()) is { IsMultipart: false } part
            ? new PartBlob(
                id,
                part,
                (range, destination, cancel) =>
                    server.Store.CopyContentAsync(record.Content, range.Offset, range.Length, destination, cancel)
            )
            : null;
    }

    /// <summary>Opens it as a stream.</summary>
    public BlobStream OpenStream(CancellationToken cancellationToken) => new(CopyAsync, cancellationToken);

    /// <summary>All of its octets; null: there are more than <paramref name="maxOctets"/>.</summary>
    public async ValueTask<byte[]?> ReadAsync(int maxOctets, CancellationToken cancellationToken)
    {
        if (Length > maxOctets)
            return null;
        await using var opened = OpenStream(cancellationToken);
        if (Length is { } length)
        {
            var all = new byte[length];
            await opened.Stream.ReadExactlyAsync(all, cancellationToken);
            return all;
        }
        using var read = new MemoryStream();
        var piece = new byte[16 * 1024];
        int count;
        while ((count = await opened.Stream.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (read.Length + count > maxOctets)
                return null;
            read.Write(piece, 0, count);
        }
        return read.ToArray();
    }
}
