using MailCloud.Webmail.Tests.Login;

namespace MailCloud.Webmail.Tests.Security;

/// <summary>A stream of news goes on for minutes, and no longer than the session in which it was opened.</summary>
public class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ends_soon_after_its_session(bool isEnded)
    {
        await using var world = await WebWorld.StartAsync();
        var (one, other) = (await world.LogInAsync(), await world.LogInAsync());
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, "/jmap/events?types=Email&closeafter=state"));
        request.Headers.Add("Cookie", $"{Browser.SessionCookie}={one.Cookies[Browser.SessionCookie]}");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("retry:", await stream.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (isEnded)
            (await other.PostAsync("/webmail/account/sessions/revoke-others")).Succeeded();
        var began = world.Time.GetUtcNow();

        // The stream goes by itself after more than three minutes.
        var end = stream.ReadToEndAsync(TestContext.Current.CancellationToken);
        for (var real = TimeProvider.System.GetTimestamp(); !end.IsCompleted && TimeProvider.System.GetElapsedTime(real) < Patience; )
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(end, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        await end.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(isEnded, world.Time.GetUtcNow() - began < TimeSpan.FromSeconds(200));
    }
}
