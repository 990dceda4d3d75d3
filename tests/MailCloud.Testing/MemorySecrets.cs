using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Secrets;

namespace MailCloud.Testing;

/// <summary>Secrets of a test, in memory.</summary>
public sealed class MemorySecrets : ISecretStore
{
    private readonly ConcurrentDictionary<SecretName, string> values = new();

    public IEnumerable<string> Names => [.. values.Keys.Select(name => name.Value).Order(StringComparer.Ordinal)];

    public ValueTask<string?> FindAsync(SecretName name, CancellationToken cancellationToken) => new(values.GetValueOrDefault(name));

    public ValueTask SetAsync(SecretName name, string value, CancellationToken cancellationToken)
    {
        SecretValue.Require(value);
        values[name] = value;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveAsync(SecretName name, CancellationToken cancellationToken) => new(values.TryRemove(name, out _));

    public async IAsyncEnumerable<SecretName> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var name in Names.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            yield return new SecretName(name);
    }
}
