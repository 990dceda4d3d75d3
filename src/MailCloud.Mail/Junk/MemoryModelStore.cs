using System.Collections.Concurrent;
using System.Globalization;

namespace MailCloud.Mail.Junk;

/// <summary>The model store in memory, for tests.</summary>
public sealed class MemoryModelStore : IModelStore
{
    private readonly ConcurrentDictionary<ModelName, StoredModel> models = new();
    private long writes;

    public ValueTask<StoredModel?> ReadAsync(ModelName name, CancellationToken cancellationToken) => new(models.GetValueOrDefault(name));

    public ValueTask<bool> TryWriteAsync(ModelName name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var written = new StoredModel(content.ToArray(), Interlocked.Increment(ref writes).ToString(CultureInfo.InvariantCulture));
        if (version is null)
            return new(models.TryAdd(name, written));
        return new(
            models.TryGetValue(name, out var found)
                && string.Equals(found.Version, version, StringComparison.Ordinal)
                && models.TryUpdate(name, written, found)
        );
    }

    public ValueTask DeleteAsync(ModelName name, CancellationToken cancellationToken)
    {
        models.TryRemove(name, out _);
        return ValueTask.CompletedTask;
    }
}
