using System.IO.Pipelines;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Search;

/// <summary>The searches of one account take turns: its user does not take all processors and all of storage.</summary>
public class SearchTurnTests
{
    [Fact]
    public async Task Two_searches_of_an_account_run_at_a_time_and_all_are_answered()
    {
        SlowStore? slow = null;
        await using var world = await ImapWorld.NewAsync(store => slow = new SlowStore(store));
        await world.AppendAsync(new NewMail("Subject: x\r\n\r\nneedle\r\n"u8.ToArray()));
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.LogInAsync()));
        foreach (var client in clients)
            await ImapWorld.RunAsync(client, "SELECT INBOX");

        var answers = clients.Select(client => ImapWorld.RunAsync(client, "SEARCH BODY needle")).ToArray();
        await slow!.TwoAreRunning;
        slow.GoOn();

        foreach (var answer in await Task.WhenAll(answers))
            Assert.Equal("* SEARCH 1", answer[0]);
        Assert.Equal(2, slow.MostAtOnce);
    }

    /// <summary>A store whose messages cannot be read until it goes on.</summary>
    private sealed class SlowStore(IMailStore store) : MailStoreDecorator(store)
    {
        private readonly TaskCompletionSource twoAreRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock gate = new();
        private int running;

        public int MostAtOnce { get; private set; }

        public Task TwoAreRunning => twoAreRunning.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public void GoOn() => goOn.SetResult();

        public override async ValueTask CopyContentAsync(
            MessageReference message,
            long offset,
            long length,
            PipeWriter destination,
            CancellationToken cancellationToken
        )
        {
            lock (gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++running);
                if (running == 2)
                    twoAreRunning.TrySetResult();
            }
            await goOn.Task;
            lock (gate)
                running--;
            await base.CopyContentAsync(message, offset, length, destination, cancellationToken);
        }
    }
}
