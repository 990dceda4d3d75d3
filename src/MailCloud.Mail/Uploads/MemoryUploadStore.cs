using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Uploads;

/// <summary>Uploads in memory, for tests.</summary>
public sealed class MemoryUploadStore(TimeProvider time) : IUploadStore
{
    private readonly ConcurrentDictionary<(AccountId, string), (Upload Upload, byte[] Content)> uploads = new();

    public async ValueTask<Upload?> WriteAsync(
        AccountId account,
        Stream content,
        string mediaType,
        long maxOctets,
        CancellationToken cancellationToken
    )
    {
        using var kept = new MemoryStream();
        var piece = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (kept.Length + read > maxOctets)
                return null;
            kept.Write(piece, 0, read);
        }
        var upload = new Upload(RandomNumberGenerator.GetHexString(32, lowercase: true), mediaType, kept.Length, time.GetUtcNow());
        uploads[(account, upload.Id)] = (upload, kept.ToArray());
        return upload;
    }

    public ValueTask<Upload?> FindAsync(AccountId account, string id, CancellationToken cancellationToken) =>
        new(uploads.TryGetValue((account, id), out var found) ? found.Upload : null);

    public ValueTask<long> SumAsync(AccountId account, CancellationToken cancellationToken) =>
        new(uploads.Where(kept => kept.Key.Item1 == account).Sum(kept => kept.Value.Upload.Length));

    public async ValueTask<bool> CopyAsync(
        AccountId account,
        string id,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        if (!uploads.TryGetValue((account, id), out var found))
            return false;
        await destination.WriteAsync(found.Content.AsMemory((int)offset, (int)length), cancellationToken);
        return true;
    }

    public ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        foreach (var (key, (upload, _)) in uploads)
            if (upload.Created < limit)
                uploads.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
