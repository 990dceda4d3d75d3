using Azure.Data.Tables;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Tests.Tables;

/// <summary>What the emulator would take and the service refuses is refused here; bodies come back whatever their size.</summary>
public sealed class EntityGroupTests(StorageFixture fixture)
{
    [Fact]
    public async Task A_group_stays_in_one_partition() => await AssertRefusedAsync(("a", "1"), ("b", "2"));

    [Fact]
    public async Task A_group_names_a_row_once() => await AssertRefusedAsync(("a", "1"), ("a", "1"));

    [Fact]
    public async Task A_group_has_at_most_a_hundred_rows() =>
        await AssertRefusedAsync([.. Enumerable.Range(0, 101).Select(n => ("a", $"{n}"))]);

    [Fact]
    public async Task A_group_has_rows() => await AssertRefusedAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(RowBody.MaxOctets)]
    public async Task A_body_comes_back(int length)
    {
        await fixture.OpenAsync();
        using var clients = fixture.Clients();
        var table = clients.Table(TableNames.Graves);
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var row = new TableEntity("body", Guid.NewGuid().ToString("N"));
        RowBody.Set(row, body);
        await table.AddEntityAsync(row);

        var read = await table.GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey);

        Assert.Equal(body, RowBody.Get(read.Value));
    }

    [Fact]
    public void A_body_too_large_for_a_row_is_an_error_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => RowBody.Set(new TableEntity(), new byte[RowBody.MaxOctets + 1]));

    private async Task AssertRefusedAsync(params (string Partition, string Row)[] keys)
    {
        await fixture.OpenAsync();
        using var clients = fixture.Clients();
        var actions = keys.Select(key => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace,
                new TableEntity(key.Partition, key.Row)
            ))
            .ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            EntityGroup.SubmitAsync(clients.Table(TableNames.Graves), actions, CancellationToken.None)
        );
    }
}
