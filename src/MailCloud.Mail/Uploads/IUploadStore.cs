using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Uploads;

/// <summary>
/// Octets that a client has sent and means to use soon (RFC 8620 §6.1): attachments of a draft, a message to import. They are kept for <see cref="Lifetime"/> at
/// least, and only the account that sent them sees them.
/// </summary>
/// <remarks>Every method may throw <see cref="StoreUnavailableException"/>. Implementations: <see cref="MemoryUploadStore"/> and blobs, under one contract test suite.</remarks>
public interface IUploadStore
{
    /// <summary>How long an upload is kept.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Keeps what the stream gives, without having all of it in memory. Nothing is kept when it fails or has more than <paramref name="maxOctets"/>.</summary>
    /// <returns>Null: there was more.</returns>
    ValueTask<Upload?> WriteAsync(AccountId account, Stream content, string mediaType, long maxOctets, CancellationToken cancellationToken);

    /// <summary>Null: there is none of that id, or no longer.</summary>
    ValueTask<Upload?> FindAsync(AccountId account, string id, CancellationToken cancellationToken);

    /// <summary>The octets of all uploads that the account has, as far as they are kept still.</summary>
    ValueTask<long> SumAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Writes a range of an upload to <paramref name="destination"/>, and flushes as it goes. False: it is gone; nothing was written.</summary>
    ValueTask<bool> CopyAsync(
        AccountId account,
        string id,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    );

    /// <summary>Removes uploads that are older than <paramref name="limit"/>; a timer does so now and then.</summary>
    ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken);
}

/// <param name="Id">Of letters and digits; nobody can guess it.</param>
/// <param name="Length">In octets.</param>
public sealed record Upload(string Id, string MediaType, long Length, DateTimeOffset Created);
