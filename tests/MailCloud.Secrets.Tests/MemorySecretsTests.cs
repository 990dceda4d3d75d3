using MailCloud.Mail.Secrets;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Secrets.Tests;

/// <summary>The store that other tests use is like the real ones.</summary>
public sealed class MemorySecretsTests : SecretStoreContract
{
    protected override ISecretStore Store { get; } = new MemorySecrets();
}
