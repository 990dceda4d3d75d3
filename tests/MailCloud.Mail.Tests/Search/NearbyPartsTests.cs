using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Tests.Search;

/// <summary>What it costs to read the texts of a message does not depend on how many parts it has.</summary>
public class NearbyPartsTests
{
    [Theory]
    // Tiny parts, all in one read.
    [InlineData(500, 0, 1)]
    // Between them is what nobody wants, but little of it.
    [InlineData(20, 10_000, 1)]
    // There is more than is read at once.
    [InlineData(8, 200_000, 2)]
    // They lie too far from each other.
    [InlineData(4, 400_000, 4)]
    public async Task Small_parts_near_each_other_are_read_at_once(int parts, int between, int reads)
    {
        var message = new StringBuilder("Subject: parts\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n");
        for (var n = 0; n < parts; n++)
        {
            message.Append($"--x\r\nContent-Type: text/plain\r\n\r\npart number {n}.\r\n");
            if (between > 0)
                message.Append($"--x\r\nContent-Type: application/octet-stream\r\n\r\n{new string('-', between)}\r\n");
        }
        message.Append("--x--\r\n");
        var octets = Encoding.ASCII.GetBytes(message.ToString());
        var store = new CountingStore(new MemoryMailStore(TimeProvider.System));
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(octets, default);
        var content = await writer.CompleteAsync(default, default);
        var summary = MessageParser.Parse(octets, "here");
        var reader = new MessageText(store);
        var header = await reader.ReadHeaderAsync(content, summary, default);
        store.Reads = 0;

        var sink = new TextFinder([
            .. Enumerable.Range(0, parts).Select(n => new TextQuery($"part number {n}.", TextPlaces.Body)),
            new TextQuery("nowhere", TextPlaces.All),
        ]);
        await reader.WriteAsync(content, summary, header, sink, default);

        Assert.All(Enumerable.Range(0, parts), n => Assert.True(sink[n], $"Part {n} is not found."));
        Assert.Equal(reads, store.Reads);
    }

    private sealed class CountingStore(IMailStore store) : MailStoreDecorator(store)
    {
        public int Reads { get; set; }

        public override ValueTask CopyContentAsync(
            MessageReference message,
            long offset,
            long length,
            PipeWriter destination,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.CopyContentAsync(message, offset, length, destination, cancellationToken);
        }
    }
}
