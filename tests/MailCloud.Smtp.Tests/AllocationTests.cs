using System.Text;
using MailCloud.Testing;
using MailCloud.Testing.Connections;

namespace MailCloud.Smtp.Tests;

/// <summary>Guards what a message costs in memory; how long it takes is the benchmarks' matter.</summary>
public class AllocationTests(ITestOutputHelper output)
{
    private const int Warmup = 200;
    private const int Rounds = 500;

    // Measured: 6,100 octets in a release build, 10,600 in a debug build, whose asynchronous methods are objects.
    private const int Bound = 12_500;

    [Fact]
    public async Task A_small_message_allocates_a_few_kilobytes()
    {
        var message = "Subject: hello\r\n\r\n" + new string('x', 2000);
        var transaction = Encoding.ASCII.GetBytes(
            $"MAIL FROM:<carol@example.net>\r\nRCPT TO:<alice@example.com>\r\nDATA\r\n{message}\r\n.\r\n"
        );
        var world = await SmtpWorld.CreateAsync(spool: new MemorySpool { Forgets = true });
        var connection = new PipeConnection();
        var client = connection.Client;
        var serving = world.Server.ServeAsync(connection, TestContext.Current.CancellationToken);
        await client.SendLineAsync("EHLO client.example");
        client.ReadAvailable();

        long before = 0;
        for (var i = 0; i < Warmup + Rounds; i++)
        {
            if (i == Warmup)
                before = GC.GetAllocatedBytesForCurrentThread();
            // The pipes run inline: when this returns the session has answered, on this thread.
            var sent = client.SendAsync(transaction);
            Assert.True(sent.IsCompletedSuccessfully);
            Assert.Contains("\r\n250 2.0.0 Accepted as ", client.ReadAvailable(), StringComparison.Ordinal);
        }
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        output.WriteLine($"{each} octets a message");
        Assert.InRange(each, 1, Bound);

        await client.EndAsync();
        await serving;
    }
}
