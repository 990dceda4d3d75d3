using System.Text.Json;
using Azure.Data.Tables;
using MailCloud.Mail.Outgoing;
using MailCloud.Storage.Outbound;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Outbound;

/// <summary>Outgoing mail in tables keeps the contract of all stores of it, and keeps the packs that it needs.</summary>
public sealed class OutgoingStoreTests(StorageFixture fixture) : OutgoingStoreContract
{
    protected override async ValueTask<IOutgoingStore> OpenAsync() => (await fixture.OpenAsync()).Outgoing;

    [Fact]
    public async Task The_pack_is_kept_as_long_as_the_message_goes_out()
    {
        var store = (await fixture.OpenAsync()).Outgoing;
        var group = Group();

        await store.AddAsync([group], CancellationToken.None);
        Assert.Equal([$"outbound-{group.Key.Message.Offset}"], await ReferencesAsync(group));

        await store.RemoveAsync(group.Key.Message, CancellationToken.None);
        Assert.Empty(await ReferencesAsync(group));
    }

    [Fact]
    public async Task A_ticket_is_on_the_queue_in_a_form_that_the_host_can_take()
    {
        var storage = await fixture.OpenAsync();
        var ticket = new OutgoingTicket(Group("[IPv6:2001:db8::1]", part: 3).Key, 12);

        await storage.Outgoing.EnqueueAsync(ticket, TimeSpan.Zero, CancellationToken.None);

        var queue = storage.Queue(QueueNames.Send);
        var items = await Eventually.Async(
            () => queue.ReceiveAsync(32, TimeSpan.FromSeconds(30), CancellationToken.None),
            items => items.Any(item => OutgoingStore.ReadTicket(item.Text) == ticket)
        );
        var text = items.First(item => OutgoingStore.ReadTicket(item.Text) == ticket).Text;
        string[] reserved = ["Id", "DequeueCount", "PopReceipt", "InsertionTime", "ExpirationTime", "NextVisibleTime", "sys"];
        var names = JsonDocument.Parse(text).RootElement.EnumerateObject().Select(property => property.Name);
        Assert.Empty(names.Intersect(reserved, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("hello")]
    [InlineData("""{"version":1,"message":"no-1"}""")]
    [InlineData("""{"version":7,"message":"0190a1b2c3d47e5f8a9b0c1d2e3f4a5b-0"}""")]
    public void Other_texts_are_no_tickets(string text) => Assert.Throws<InvalidDataException>(() => OutgoingStore.ReadTicket(text));

    private async Task<List<string>> ReferencesAsync(OutgoingGroup group)
    {
        using var clients = fixture.Clients();
        var pack = group.Key.Message.Pack.ToString();
        return await clients
            .Table(TableNames.References)
            .QueryAsync<TableEntity>(row => row.PartitionKey == pack)
            .Select(row => row.RowKey)
            .ToListAsync();
    }
}
