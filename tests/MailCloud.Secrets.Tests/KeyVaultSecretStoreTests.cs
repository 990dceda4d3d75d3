using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;
using MailCloud.Testing.KeyVault;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Secrets.Tests;

/// <summary>The store on a vault, over the calls that Azure's client really makes.</summary>
public sealed class KeyVaultSecretStoreTests : SecretStoreContract, IAsyncLifetime
{
    private static readonly SecretName Name = new("a");

    private readonly FakeTimeProvider time = new();
    private VaultServer vault = null!;
    private KeyVaultSecretStore store = null!;

    protected override ISecretStore Store => store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        vault = await VaultServer.StartAsync();
        store = Open();
    }

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    [Fact]
    public async Task A_value_is_read_once_in_minutes()
    {
        await Open().SetAsync(Name, "one", Cancel);
        for (var i = 0; i < 3; i++)
            Assert.Equal("one", await store.FindAsync(Name, Cancel));
        Assert.Equal(1, vault.Reads);

        await Open().SetAsync(Name, "two", Cancel);
        Assert.Equal("one", await store.FindAsync(Name, Cancel));
        time.Advance(KeyVaultSecretStore.Freshness);
        Assert.Equal("two", await store.FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task What_was_not_there_is_looked_for_again_soon()
    {
        Assert.Null(await store.FindAsync(Name, Cancel));
        await Open().SetAsync(Name, "one", Cancel);
        Assert.Null(await store.FindAsync(Name, Cancel));
        time.Advance(KeyVaultSecretStore.AbsenceFreshness);
        Assert.Equal("one", await store.FindAsync(Name, Cancel));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    public async Task While_the_vault_is_away_its_last_word_holds(int status)
    {
        await store.SetAsync(Name, "one", Cancel);
        time.Advance(2 * KeyVaultSecretStore.Freshness);
        vault.Outage = status;

        Assert.Equal("one", await store.FindAsync(Name, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync(new SecretName("b"), Cancel).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SetAsync(Name, "two", Cancel).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.RemoveAsync(Name, Cancel).AsTask());
    }

    [Fact]
    public async Task A_vault_that_cannot_be_reached_is_an_outage()
    {
        await vault.StopAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync(Name, Cancel).AsTask());
    }

    /// <summary>The vault as one more process opens it.</summary>
    private KeyVaultSecretStore Open()
    {
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(vault.Http),
            // The vault's own name is not under the name of the resource that it asks tokens for.
            DisableChallengeResourceVerification = true,
        };
        return new KeyVaultSecretStore(vault.Address, VaultServer.Credential, time, NullLogger.Instance, options);
    }
}
