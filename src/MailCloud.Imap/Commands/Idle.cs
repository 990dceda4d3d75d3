using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Waits for news until the client says <c>DONE</c> (RFC 2177 §3). It never ends by itself: Outlook, for one, receives nothing more when a server ends its IDLE
/// after half an hour. What the client sends behind <c>DONE</c>, or both behind <c>IDLE</c>, before it is answered is read in its turn, as Apple Mail expects.
/// <code>
/// C: A1 IDLE
/// S: + Idling
/// S: * 4 EXISTS
/// C: DONE
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Idle
{
    private const int LongestLine = 1024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    public static Idle Parse(ref ImapReader reader) => new();

    public static async ValueTask<Completion> ExecuteAsync(Idle command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("+ Idling\r\n"u8);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Inactivity.Waiting);
        try
        {
            await TellNewsUntilLineAsync(session, over.Token);
            if (session.Ended)
                return Completion.Ok("Done");
            var line = await session.Input.Lines.ReadAsync(LongestLine, over.Token);
            return Ascii.EqualsIgnoreCase(line.Text.Span, "DONE"u8) ? Completion.Ok("Done") : Completion.Bad("Expected DONE");
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    // Nobody else reads the input or writes the output meanwhile: the two are awaited at once, but used one after the other.
    private static async Task TellNewsUntilLineAsync(ImapSession session, CancellationToken cancellationToken)
    {
        var line = session.Input.WaitForLineAsync(LongestLine, cancellationToken);
        var news = Task.CompletedTask;
        var tick = NextTick(session, cancellationToken);
        while (!line.IsCompleted)
        {
            if (news.IsCompleted)
            {
                await TellNewsAsync(session, cancellationToken);
                news = WaitForNewsAsync(session, cancellationToken);
            }
            if (tick.IsCompleted)
            {
                session.Output.Write("* OK Still here\r\n"u8);
                tick = NextTick(session, cancellationToken);
            }
            if (session.Ended)
                return;
            await FlushAsync(session, cancellationToken);
            await Task.WhenAny(line, news, tick);
        }
        await line;
    }

    // A client may be silent here, but not deaf.
    private static async ValueTask FlushAsync(ImapSession session, CancellationToken cancellationToken)
    {
        session.Inactivity.Start(session.Server.Options.InactivityTimeout);
        await session.Output.FlushAsync(cancellationToken);
        session.Inactivity.Start(Timeout.InfiniteTimeSpan);
    }

    private static Task NextTick(ImapSession session, CancellationToken cancellationToken) =>
        Task.Delay(session.Server.Options.IdleTick, session.Server.Time, cancellationToken);

    private static async ValueTask TellNewsAsync(ImapSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.SynchronizeAsync(mayExpunge: true, cancellationToken);
            if (session.TakeHighestModSeq() is { } highest)
                session.WriteHighestModSeq(highest);
        }
        catch (StoreUnavailableException e)
        {
            session.Server.Logger.LogWarning(e, "IMAP {Connection}: no news from storage", session.Connection.Id);
        }
    }

    /// <summary>Returns when there may be news; if storage does not answer, when it is worth another try.</summary>
    private static async Task WaitForNewsAsync(ImapSession session, CancellationToken cancellationToken)
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
