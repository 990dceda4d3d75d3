using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

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
    public static Idle Parse(ref ImapReader reader) => new();

    public static async ValueTask<Completion> ExecuteAsync(Idle command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("+ Idling\r\n"u8);
        var news = new NewsWatch(session, cancel => session.SynchronizeAsync(mayExpunge: true, cancel)) { IsIdle = true };
        await news.UntilLineAsync(session.Inactivity.Waiting);
        if (session.Ended)
            return Completion.Ok("Done");
        var line = await session.Input.Lines.ReadAsync(NewsWatch.LongestLine, session.Inactivity.Waiting);
        return Ascii.EqualsIgnoreCase(line.Text.Span, "DONE"u8) ? Completion.Ok("Done") : Completion.Bad("Expected DONE");
    }
}
