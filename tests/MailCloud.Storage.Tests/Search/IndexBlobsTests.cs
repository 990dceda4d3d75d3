using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Storage.Spooling;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Search;

/// <summary>The text indexes in blobs keep the contract of all index stores.</summary>
public sealed class IndexBlobsTests(StorageFixture fixture) : IndexStoreContract
{
    [Fact]
    public async Task The_index_of_an_account_goes_with_the_account()
    {
        var storage = await fixture.OpenAsync();
        Assert.True(await storage.Store.CreateAccountAsync(Account, CancellationToken.None));
        Assert.True(await storage.Indexes.TryWriteManifestAsync(Account, new byte[] { 1 }, version: null, CancellationToken.None));

        Assert.True(await storage.Store.RemoveAccountAsync(Account, CancellationToken.None));

        Assert.Null(await storage.Indexes.ReadManifestAsync(Account, CancellationToken.None));
    }

    [Fact]
    public async Task Requests_arrive_as_they_were_sent()
    {
        var storage = await fixture.OpenAsync();
        IndexRequest[] requests = [new(Account), new(Account, SegmentId.New())];
        foreach (var request in requests)
            await storage.IndexRequests.EnqueueAsync(request, TimeSpan.Zero, CancellationToken.None);

        var items = await Eventually.Async(
            () => storage.Queue(QueueNames.Index).ReceiveAsync(32, TimeSpan.FromMinutes(5), CancellationToken.None),
            items => items.Count == 2
        );

        Assert.Equal(requests.ToHashSet(), items.Select(item => IndexQueue.Read(item.Text)).ToHashSet());
    }

    [Fact]
    public void Requests_are_written_so() =>
        Assert.Equal(
            """{ "version": 1, "account": "ann@example.com", "damaged": "00000000000000000000000000000001" }""",
            Format.IndexRequestFormat.Encode(
                new IndexRequest(new AccountId("ann@example.com"), new SegmentId(new Guid("00000000-0000-0000-0000-000000000001")))
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"account":"a@example.com","damaged":"x"}""")]
    public void What_is_no_request_is_refused(string text) => Assert.Throws<InvalidDataException>(() => IndexQueue.Read(text));

    protected override async ValueTask<IIndexStore> OpenAsync() => (await fixture.OpenAsync()).Indexes;
}
