using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap.Session;

/// <summary>Tells a client the news while it says nothing: in IDLE, and between commands where it asked for that (NOTIFY).</summary>
/// <param name="tell">Reads the newest state and writes what is news.</param>
internal sealed class NewsWatch(ImapSession session, Func<CancellationToken, ValueTask> tell)
{
    /// <summary>A line that is longer is read all the same, by whoever reads it.</summary>
    public const int LongestLine = 1024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The client has said that it waits: it may be silent for ever, though not deaf, and is told now and then that we are still here.
    /// </summary>
    public bool IsIdle { get; init; }

    /// <summary>Returns when the client's next line is there to be read, or the session has ended. News wait for nothing then.</summary>
    public async Task UntilLineAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await TellUntilLineAsync(over.Token);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    // Nobody else reads the input or writes the output meanwhile: the two are awaited at once, but used one after the other.
    private async Task TellUntilLineAsync(CancellationToken cancellationToken)
    {
        var line = session.Input.WaitForLineAsync(LongestLine, cancellationToken);
        var news = Task.CompletedTask;
        var tick = NextTick(cancellationToken);
        while (!line.IsCompleted)
        {
            if (news.IsCompleted)
            {
                await TellAsync(cancellationToken);
                news = WaitForNewsAsync(cancellationToken);
            }
            if (tick.IsCompleted)
            {
                session.Output.Write("* OK Still here\r\n"u8);
                tick = NextTick(cancellationToken);
            }
            if (session.Ended)
                return;
            await FlushAsync();
            await Task.WhenAny(line, news, tick);
            // All of them end when the server stops, in any order; nothing may be written then but the good-bye.
            cancellationToken.ThrowIfCancellationRequested();
        }
        await line;
    }

    // What is cut off within a TLS record spoils all that comes after it: a server that stops finishes what it has begun to say.
    private async ValueTask FlushAsync()
    {
        if (IsIdle)
            session.Inactivity.Start(session.Server.Options.InactivityTimeout);
        await session.Output.FlushAsync(session.Inactivity.Working);
        if (IsIdle)
            session.Inactivity.Start(Timeout.InfiniteTimeSpan);
    }

    private Task NextTick(CancellationToken cancellationToken) =>
        Task.Delay(IsIdle ? session.Server.Options.IdleTick : Timeout.InfiniteTimeSpan, session.Server.Time, cancellationToken);

    private async ValueTask TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tell(cancellationToken);
            if (session.TakeHighestModSeq() is { } highest)
                session.WriteHighestModSeq(highest);
        }
        catch (StoreUnavailableException e)
        {
            session.Server.Logger.LogWarning(e, "IMAP {Connection}: no news from storage", session.Connection.Id);
        }
    }

    /// <summary>Returns when there may be news; if storage does not answer, when it is worth another try.</summary>
    private async Task WaitForNewsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!session.AwaitsNews)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            else
                await session.Server.Store.WaitForChangeAsync(session.Account, session.Known, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It is logged when the news are read in vain.
            await Task.Delay(RetryAfter, session.Server.Time, cancellationToken);
        }
    }
}
