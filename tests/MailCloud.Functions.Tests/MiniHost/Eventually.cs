namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>Bounded waits for what happens elsewhere.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task AsyncTrue(Func<Task<bool>> condition, string what)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"There is still not: {what}.");
            await Task.Delay(Interval, cancel);
        }
    }
}
