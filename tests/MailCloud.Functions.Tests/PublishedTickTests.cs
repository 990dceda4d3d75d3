using Azure.Data.Tables;
using MailCloud.Functions.Tests.MiniHost;

namespace MailCloud.Functions.Tests;

/// <summary>The published functions app, run by a real timer.</summary>
public class PublishedTickTests(PublishedHandler handler)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Announcements_that_nobody_needs_any_more_are_cleared_away()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        var table = new TableClient(deployment.ConnectionString, "beacon");
        await AddAsync(age: TimeSpan.FromHours(1));
        await AddAsync(age: TimeSpan.Zero);

        await deployment.StartTriggersAsync();

        await Eventually.AsyncTrue(async () => await CountAsync() == 1, "one announcement left");
        Assert.Empty(deployment.Host.Violations);

        async Task AddAsync(TimeSpan age)
        {
            var key = (TimeProvider.System.GetUtcNow() - age).UtcTicks.ToString("D19");
            await table.AddEntityAsync(new TableEntity("0", $"{key}-{Guid.NewGuid():N}") { ["Account"] = "ann", ["ModSeq"] = 1L }, Cancel);
        }

        async Task<int> CountAsync() => await table.QueryAsync<TableEntity>(cancellationToken: Cancel).CountAsync(Cancel);
    }
}
