using System.IO.Pipelines;
using MailCloud.Mail.Store;
using MailCloud.Storage.Packs;
using MailCloud.Storage.Tests.Faults;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Packs;

/// <summary>How many requests messages cost, and how much memory.</summary>
public sealed class PackTests(StorageFixture fixture)
{
    [Fact]
    public async Task Messages_at_the_same_time_are_few_packs()
    {
        var (storage, requests) = await OpenAsync();

        var messages = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => storage.Store.StoreAsync($"message {n}")));

        Assert.InRange(requests.Count, 1, 10);
        Assert.Equal(requests.Count, messages.Select(message => message.Pack).Distinct().Count());
    }

    [Fact]
    public async Task What_was_written_here_is_read_without_a_request()
    {
        var (storage, requests) = await OpenAsync();
        var message = await storage.Store.StoreAsync("message");
        requests.Reset();

        Assert.Equal("message", await storage.Store.ReadBytesAsync(message));
        Assert.Equal(0, requests.Count);
    }

    [Fact]
    public async Task Who_reads_a_pack_message_by_message_reads_it_once()
    {
        var (writer, _) = await OpenAsync();
        var messages = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => writer.Store.StoreAsync($"message {n}")));
        var pack = messages.GroupBy(message => message.Pack).MaxBy(same => same.Count())!.OrderBy(message => message.Offset).ToList();
        Assert.InRange(pack.Count, 10, 60);
        var (reader, requests) = await OpenAsync();

        foreach (var message in pack)
            Assert.StartsWith("message ", await reader.Store.ReadBytesAsync(message), StringComparison.Ordinal);

        Assert.Equal(1, requests.Count);
    }

    [Fact]
    public async Task Ranges_of_a_small_message_are_one_read()
    {
        var (writer, _) = await OpenAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => writer.Store.StoreAsync($"{n}{new string('x', 20_000)}")));
        var (reader, requests) = await OpenAsync();
        var message = all.First(message => message.Offset > 0);

        for (var offset = 0; offset < 20_000; offset += 1_000)
            Assert.Equal(1_000, (await reader.Store.ReadBytesAsync(message, offset, 1_000)).Length);

        Assert.Equal(1, requests.Count);
    }

    [Fact]
    public async Task A_range_of_a_large_message_is_all_that_is_read()
    {
        var (writer, _) = await OpenAsync();
        var message = await writer.Store.StoreAsync(new string('x', 900_000) + "here");
        var (reader, requests) = await OpenAsync();

        Assert.Equal("here", await reader.Store.ReadBytesAsync(message, 900_000, 4));
        Assert.Equal("xhere", await reader.Store.ReadBytesAsync(message, 899_999, 5));
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_copy()
    {
        var (writer, _) = await OpenAsync();
        var message = await writer.Store.StoreAsync(new string('x', 5_000_000));
        var (reader, _) = await OpenAsync();
        var pipe = new Pipe();
        var copy = reader.Store.CopyContentAsync(message, 0, message.Length, pipe.Writer, CancellationToken.None).AsTask();
        await pipe.Reader.ReadAsync();

        await pipe.Reader.CompleteAsync();

        await copy.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_message_that_is_dropped_while_it_is_staged_is_no_pack()
    {
        var (storage, requests) = await OpenAsync();
        var writer = storage.Store.BeginMessage();
        await writer.WriteAsync(new byte[3_000_000], CancellationToken.None);
        Assert.Equal(2, requests.Count);

        await writer.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.CompleteAsync(default, CancellationToken.None));
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public void Recent_stretches_are_kept_up_to_a_number_of_octets()
    {
        var cache = new PackCache(maxOctets: 1_000);
        var packs = Enumerable.Range(0, 6).Select(_ => PackId.New(TimeProvider.System)).ToArray();
        foreach (var pack in packs[..5])
            cache.Add(pack, 0, new byte[200]);
        Assert.NotNull(cache.Find(new MessageReference(packs[0], 10, 50), 0, 50));

        cache.Add(packs[5], 0, new byte[100]);

        // The one not used longest went.
        Assert.Null(cache.Find(new MessageReference(packs[1], 10, 50), 0, 50));
        Assert.NotNull(cache.Find(new MessageReference(packs[0], 10, 50), 0, 50));
        Assert.Null(cache.Find(new MessageReference(packs[0], 160, 50), 0, 50));
        cache.Add(packs[1], 0, new byte[900]);
        Assert.Null(cache.Find(new MessageReference(packs[1], 0, 50), 0, 50));
    }

    private async Task<(MailStorage Storage, FaultPolicy Requests)> OpenAsync()
    {
        var policy = new FaultPolicy();
        return (await fixture.OpenAsync(policy), policy);
    }
}
