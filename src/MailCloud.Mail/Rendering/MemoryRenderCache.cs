using System.Collections.Concurrent;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Rendering;

/// <summary>The cache in memory, for tests.</summary>
public sealed class MemoryRenderCache(TimeProvider time) : IRenderCache
{
    private readonly ConcurrentDictionary<(AccountId, RenderedName), (byte[] Content, DateTimeOffset Written)> entries = new();

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, RenderedName name, CancellationToken cancellationToken) =>
        new(entries.TryGetValue((account, name), out var entry) ? entry.Content : (ReadOnlyMemory<byte>?)null);

    public ValueTask WriteAsync(AccountId account, RenderedName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        entries[(account, name)] = (content.ToArray(), time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken)
    {
        Remove(entry => entry.Key.Item1 == account);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveOlderAsync(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        Remove(entry => entry.Value.Written < limit);
        return ValueTask.CompletedTask;
    }

    private void Remove(Predicate<KeyValuePair<(AccountId, RenderedName), (byte[] Content, DateTimeOffset Written)>> condition)
    {
        foreach (var entry in entries)
            if (condition(entry))
                entries.TryRemove(entry);
    }
}
