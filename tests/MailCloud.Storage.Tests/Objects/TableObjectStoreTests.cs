using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Objects;

/// <summary>The objects in tables keep the contract of all object stores.</summary>
public sealed class TableObjectStoreTests(StorageFixture fixture) : ObjectStoreContract
{
    private static readonly ObjectKind Kind = new("fruit");

    [Fact]
    public async Task What_an_account_has_goes_with_the_account()
    {
        var storage = await fixture.OpenAsync();
        var account = new AccountId($"{Guid.NewGuid():N}@example.com");
        Assert.True(await storage.Store.CreateAccountAsync(account, CancellationToken.None));
        Assert.NotNull(await storage.Objects.TryCommitAsync(account, Kind, [new("a", new byte[] { 1 })], CancellationToken.None));

        Assert.True(await storage.Store.RemoveAccountAsync(account, CancellationToken.None));

        Assert.Null(await storage.Objects.FindAsync(account, Kind, "a", CancellationToken.None));
        Assert.Empty(await storage.Objects.ReadStatesAsync(account, CancellationToken.None));
    }

    [Fact]
    public async Task Objects_of_more_than_a_page_are_read_in_one_state()
    {
        var objects = (await fixture.OpenAsync()).Objects;
        var account = new AccountId($"{Guid.NewGuid():N}@example.com");
        ulong? state = null;
        foreach (var some in Enumerable.Range(0, 1_100).Chunk(ObjectLimits.MaxWrites))
            state = await objects.TryCommitAsync(
                account,
                Kind,
                [.. some.Select(n => new ObjectWrite($"{n:D4}", new byte[] { 1 }))],
                CancellationToken.None
            );

        var read = await objects.ReadAsync(account, Kind, CancellationToken.None);

        Assert.Equal((state, 1_100), (read.State, read.Objects.Length));
    }

    protected override async ValueTask<IObjectStore> OpenAsync() => (await fixture.OpenAsync()).Objects;
}
