using System.Text.Json;
using MailCloud.Mail.Objects;

namespace MailCloud.Jmap.Tests.Http;

/// <summary>News as they happen (RFC 8620 §7.3).</summary>
public sealed class EventTests : IAsyncLifetime
{
    private HttpWorld http = null!;

    public async ValueTask InitializeAsync() => http = await HttpWorld.StartAsync();

    public ValueTask DisposeAsync() => http.DisposeAsync();

    [Fact]
    public async Task A_new_client_learns_where_it_stands_and_then_what_changes()
    {
        using var events = await OpenAsync("types=Email,Mailbox");
        Assert.Equal(["Email", "Mailbox"], Types(await events.NextAsync("state")));
        await http.World.DeliverAsync("Subject: x\n\ny");
        var change = await events.NextAsync("state");
        Assert.Equal(["Email", "Mailbox"], Types(change));
        Assert.Equal((await http.World.StateAsync()).ModSeq.ToString(), Of(change).GetProperty("Email").GetString());
    }

    [Fact]
    public async Task New_mail_is_told_apart_from_other_changes()
    {
        using var events = await OpenAsync("types=EmailDelivery");
        await events.NextAsync("state");
        await http.World.DeliverAsync("Subject: x\n\ny", "Archive");
        await http.World.DeliverAsync("Subject: x\n\ny");
        var inbox = (await http.World.StateAsync()).Directory.Find("INBOX")!;
        Assert.Equal($"{inbox.LastUid}", Of(await events.NextAsync("state")).GetProperty("EmailDelivery").GetString());
    }

    [Fact]
    public async Task Objects_have_news_too()
    {
        // There is none yet, and so no state to tell of.
        using var events = await OpenAsync("types=Identity");
        await http.World.Objects.TryCommitAsync(JmapWorld.Alice, new ObjectKind("identity"), [new ObjectWrite("a", new byte[1])], default);
        var change = events.NextAsync("state");
        await AdvanceUntilAsync(change, TimeSpan.FromSeconds(1));
        Assert.Equal("1", Of(await change).GetProperty("Identity").GetString());
    }

    [Fact]
    public async Task The_stream_ends_after_the_first_change_if_that_is_wanted()
    {
        using var events = await OpenAsync("types=*&closeafter=state");
        await http.World.DeliverAsync("Subject: x\n\ny");
        Assert.Contains("Email", Types(await events.NextAsync("state")));
        Assert.True(await events.EndsAsync());
    }

    [Fact]
    public async Task A_client_that_comes_back_is_told_what_it_missed()
    {
        string? id;
        using (var events = await OpenAsync("types=Email"))
            id = (await events.NextAsync("state")).Id;
        await http.World.DeliverAsync("Subject: x\n\ny");
        using var again = await OpenAsync("types=Email&closeafter=state", id);
        var missed = await again.NextAsync("state");
        Assert.NotEqual(id, missed.Id);
        Assert.True(await again.EndsAsync());
    }

    [Fact]
    public async Task A_client_that_missed_nothing_is_told_nothing()
    {
        string? id;
        using (var events = await OpenAsync("types=Email"))
            id = (await events.NextAsync("state")).Id;
        using var again = await OpenAsync("types=Email&ping=30", id);
        var ping = again.NextAsync(null);
        await AdvanceUntilAsync(ping, TimeSpan.FromSeconds(10));
        Assert.Equal("ping", (await ping).Name);
    }

    [Fact]
    public async Task Pings_say_how_often_they_come()
    {
        using var events = await OpenAsync("types=Email&closeafter=state&ping=30");
        var ping = events.NextAsync("ping");
        await AdvanceUntilAsync(ping, TimeSpan.FromSeconds(10));
        Assert.Equal("""{"interval":30}""", (await ping).Data);
    }

    [Fact]
    public async Task The_stream_ends_before_what_carries_it_would_end_it()
    {
        using var events = await OpenAsync("types=Email&closeafter=state");
        var end = events.EndsAsync();
        var began = http.World.Time.GetUtcNow();
        await AdvanceUntilAsync(end, TimeSpan.FromSeconds(5));
        Assert.True(await end);
        Assert.True(http.World.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(200));
    }

    [Fact]
    public async Task The_stream_ends_with_the_account()
    {
        using var events = await OpenAsync("types=Email&closeafter=state");
        await http.World.Store.RemoveAccountAsync(JmapWorld.Alice, default);
        Assert.True(await events.EndsAsync());
    }

    private async Task AdvanceUntilAsync(Task task, TimeSpan step)
    {
        for (var i = 0; i < 3000 && !task.IsCompleted; i++)
        {
            http.World.Time.Advance(step);
            await Task.WhenAny(task, Task.Delay(20));
        }
    }

    private async Task<EventStream> OpenAsync(string query, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jmap/events?" + query);
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var answer = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.ToString());
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private JsonElement Of(Event change)
    {
        var state = JsonElement.Parse(change.Data);
        Assert.Equal("StateChange", state.GetProperty("@type").GetString());
        return state.GetProperty("changed").GetProperty(http.World.AccountId);
    }

    private IEnumerable<string> Types(Event change) => Of(change).EnumerateObject().Select(type => type.Name);

    private sealed record Event(string? Name, string? Id, string Data);

    private sealed class EventStream(HttpResponseMessage answer, StreamReader reader) : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        /// <summary>The next event of that name; null: the next one.</summary>
        public async Task<Event> NextAsync(string? name)
        {
            while (await ReadAsync() is { } next)
                if (name is null || string.Equals(next.Name, name, StringComparison.Ordinal))
                    return next;
            throw new EndOfStreamException($"There was no {name}.");
        }

        public async Task<bool> EndsAsync() => await ReadAsync() is null;

        public void Dispose()
        {
            reader.Dispose();
            answer.Dispose();
        }

        private async Task<Event?> ReadAsync()
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                if (line.Length > 0)
                    fields[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 2)..];
                else if (fields.TryGetValue("data", out var data))
                    return new Event(fields.GetValueOrDefault("event"), fields.GetValueOrDefault("id"), data);
                else
                    fields.Clear();
            }
            return null;
        }
    }
}
