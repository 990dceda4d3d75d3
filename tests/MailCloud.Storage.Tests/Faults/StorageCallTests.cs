using Azure;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>What callers of storage are told.</summary>
public class StorageCallTests
{
    public static TheoryData<Exception, bool> Outages { get; } =
        new()
        {
            { new RequestFailedException("no connection"), true },
            { new RequestFailedException(500, "internal"), true },
            { new RequestFailedException(503, "busy"), true },
            { new RequestFailedException(429, "slow down"), true },
            { new RequestFailedException(408, "time-out"), true },
            { new RequestFailedException(403, "forbidden"), false },
            { new RequestFailedException(404, "no table"), false },
            { new IOException("reset"), true },
            { new HttpRequestException("refused"), true },
            { new TaskCanceledException("network time-out"), true },
            { new AggregateException(new RequestFailedException(503, "busy"), new IOException("reset")), true },
        };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Storage_that_is_away_or_refuses_is_unavailable(Exception failure, bool isUnanswered)
    {
        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            StorageCall.RunAsync<int>(_ => throw failure, CancellationToken.None)
        );

        Assert.Same(failure, thrown.InnerException);
        Assert.Equal(isUnanswered, StorageCall.IsUnanswered(failure));
    }

    [Fact]
    public async Task A_fault_of_ours_is_not_taken_for_an_outage()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            StorageCall.RunAsync<int>(_ => throw new InvalidDataException(), CancellationToken.None)
        );
        await Assert.ThrowsAsync<AggregateException>(() =>
            StorageCall.RunAsync<int>(_ => throw new AggregateException(new FormatException()), CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        using var patience = new CancellationTokenSource();
        var call = StorageCall.RunAsync(cancel => Task.Delay(Timeout.Infinite, cancel), patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
