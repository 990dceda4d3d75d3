using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Threads;

/// <summary>
/// Finds messages and tells which belong together (THREAD and UID THREAD, RFC 5256 §3). It is made from summaries, each read once.
/// <code>
/// C: A1 THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
/// S: * THREAD (166)(167)(168)(169)(172)((170)(179))(171)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record ThreadCommand(Func<ThreadAlgorithm> Algorithm, SearchProgram Program, bool ByUid)
{
    public static ThreadCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static ThreadCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(ThreadCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var view = session.Selected.View;
        // Each message may be looked at twice: whether it is wanted, and where it belongs.
        var progress = new Progress(session, 2L * view.Count);
        if (command.Program.Prepare(session.Selected, session, progress) is not { } search)
            return SearchProgram.BadCharset;
        var found = await search.RunAsync(cancellationToken);
        var algorithm = command.Algorithm();
        foreach (var index in found)
        {
            var record = view[index];
            algorithm.Add(record, await record.Summary.ReadAsync(cancellationToken));
            await progress.AdvanceAsync(cancellationToken);
        }
        session.Output.Write(found.Count > 0 ? "* THREAD "u8 : "* THREAD"u8);
        await algorithm.Build().WriteAsync(place => NumberOf(found[place]), session, cancellationToken);
        session.Output.EndLine();
        return Completion.Ok("Done");

        uint NumberOf(int index) => command.ByUid ? view[index].Uid.Value : (uint)index + 1;
    }

    private static ThreadCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var algorithm = ThreadAlgorithm.Parse(ref reader);
        reader.Space();
        return new ThreadCommand(algorithm, SearchProgram.ParseWithCharset(ref reader), byUid);
    }
}
