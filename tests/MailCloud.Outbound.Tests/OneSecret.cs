using MailCloud.Mail.Secrets;

namespace MailCloud.Outbound.Tests;

/// <summary>A store with one secret in it.</summary>
internal sealed class OneSecret(string name, string value) : ISecretStore
{
    public ValueTask<string?> FindAsync(SecretName wanted, CancellationToken cancellationToken) =>
        new(wanted == new SecretName(name) ? value : null);

    public ValueTask SetAsync(SecretName other, string changed, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RemoveAsync(SecretName other, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<SecretName> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();
}
