using System.Text.RegularExpressions;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>How a client says what it knows when it comes back (RFC 7162 §3.2.5).</summary>
internal enum ResyncForm
{
    /// <summary>UIDVALIDITY and MODSEQ alone.</summary>
    Plain,

    /// <summary>With the UIDs that it has.</summary>
    KnownUids,

    /// <summary>With some sequence numbers and the UIDs that belonged to them.</summary>
    Matches,

    /// <summary>Not when it opens the mailbox, but in the FETCH after that (RFC 7162 §3.2.6).</summary>
    Fetch,
}

/// <summary>
/// A client that keeps what it knows of INBOX when its connection breaks, and asks for no more than what has changed when it comes back. It believes what
/// it is told, and stores a HIGHESTMODSEQ only with the end of a command, and when it knows every message there is.
/// </summary>
/// <param name="connect">A new connection, logged in.</param>
internal sealed partial class CacheClient(Func<Task<PipeClient>> connect)
{
    private readonly HashSet<uint> toldFlags = [];
    private readonly List<PipeClient> broken = [];
    private PipeClient? connection;
    private ulong? uidValidity;
    private ulong stored;
    private uint completeUpTo;
    private int exists;
    private ulong highest;
    private ulong shown;
    private ulong? announced;

    /// <summary>The messages by UID, with their flags in order.</summary>
    public SortedDictionary<uint, string[]> Messages { get; } = [];

    /// <summary>What the client has stored of HIGHESTMODSEQ.</summary>
    public ulong Stored => stored;

    private bool KnowsAll => exists == Messages.Count;

    /// <summary>Comes back, if it was gone.</summary>
    public async Task ConnectAsync(ResyncForm form)
    {
        if (connection is not null)
            return;
        connection = await connect();
        Assert.StartsWith("OK", await AskAsync("ENABLE QRESYNC", int.MaxValue), StringComparison.Ordinal);
        var (since, complete) = (stored, completeUpTo);
        var says = since > 0 && form != ResyncForm.Fetch;
        var select = says ? $"SELECT INBOX (QRESYNC ({uidValidity} {since}{Known(form)}))" : "SELECT INBOX";
        Assert.StartsWith("OK [READ-WRITE]", await AskAsync(select, int.MaxValue), StringComparison.Ordinal);
        if (since > 0 && !says)
        {
            // That the number of messages is the same does not make them the same.
            (stored, completeUpTo) = (since, complete);
            await AskAsync($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since} VANISHED)", int.MaxValue);
        }
        await CatchUpAsync();
    }

    /// <summary>Runs a command, and learns what there is to learn from it.</summary>
    public async Task RunAsync(string command)
    {
        var done = await AskAsync(command, int.MaxValue);
        // A server may also refuse what is about messages that others have expunged (RFC 2180 §4.4).
        Assert.True(
            done.StartsWith("OK ", StringComparison.Ordinal) || done.StartsWith("NO [EXPUNGEISSUED]", StringComparison.Ordinal),
            done
        );
        await CatchUpAsync();
    }

    /// <summary>Adds a flag without being told of it: the client knows what comes of it, when the command ends well.</summary>
    public async Task StoreSilentlyAsync(uint uid, string flag)
    {
        toldFlags.Clear();
        Assert.StartsWith("OK", await AskAsync($"UID STORE {uid} +FLAGS.SILENT ({flag})", int.MaxValue), StringComparison.Ordinal);
        if (Messages.TryGetValue(uid, out var flags) && !toldFlags.Contains(uid))
            Messages[uid] = Sorted(flags.Append(flag));
        await CatchUpAsync();
    }

    /// <summary>Sends a command, hears the first lines of the answer, and is gone.</summary>
    public async Task BreakAsync(string command, int lines)
    {
        if (connection is null)
            return;
        await AskAsync(command, lines);
        await connection.EndAsync();
        broken.Add(connection);
        connection = null;
    }

    /// <summary>Waits until nothing runs any more of what it left behind when its connections broke.</summary>
    public async Task SettleAsync()
    {
        foreach (var each in broken)
            await each.ReadToEndAsync();
        broken.Clear();
    }

    private string Known(ResyncForm form)
    {
        // Of the time since all was known it cannot tell what it has missed.
        var known = Messages.Keys.Where(uid => uid <= completeUpTo).ToList();
        if (form == ResyncForm.Plain || known.Count == 0)
            return "";
        if (form == ResyncForm.KnownUids)
            return $" {string.Join(',', known)}";
        var some = known.Select((uid, index) => (Number: index + 1, Uid: uid)).Where(pair => pair.Uid % 2 == 0).ToList();
        return some.Count == 0
            ? ""
            : $" 1:{known[^1]} ({string.Join(',', some.Select(pair => pair.Number))} {string.Join(',', some.Select(pair => pair.Uid))})";
    }

    /// <summary>Fetches what the client only knows the number of. What comes in meanwhile makes another turn.</summary>
    private async Task CatchUpAsync()
    {
        for (var turn = 0; !KnowsAll; turn++)
        {
            Assert.True(turn < 3, $"There are said to be {exists} messages, of which {Messages.Count} can be found");
            Assert.StartsWith("OK", await AskAsync($"UID FETCH {completeUpTo + 1}:* (FLAGS)", int.MaxValue), StringComparison.Ordinal);
        }
    }

    private async Task<string> AskAsync(string command, int lines)
    {
        var usesNumbers = command.StartsWith("STORE ", StringComparison.Ordinal) || command.StartsWith("SEARCH ", StringComparison.Ordinal);
        (shown, announced) = (0, null);
        await connection!.SendLineAsync($"T {command}");
        for (; lines > 0; lines--)
        {
            var line = await connection.ReadLineAsync() ?? throw new InvalidOperationException("The server ended the connection.");
            Take(line, usesNumbers);
            if (!line.StartsWith("T ", StringComparison.Ordinal))
                continue;
            highest = announced ?? Math.Max(highest, shown);
            if (KnowsAll)
                (stored, completeUpTo) = (highest, Messages.Count == 0 ? completeUpTo : Math.Max(completeUpTo, Messages.Keys.Last()));
            return line[2..];
        }
        return "";
    }

    private void Take(string line, bool usesNumbers)
    {
        if (Highest().Match(line) is { Success: true } code)
            announced = ulong.Parse(code.Groups["n"].ValueSpan);
        if (Validity().Match(line) is { Success: true } validity)
            uidValidity = ulong.Parse(validity.Groups["n"].ValueSpan);
        else if (Exists().Match(line) is { Success: true } count)
            exists = int.Parse(count.Groups["n"].ValueSpan);
        else if (Vanished().Match(line) is { Success: true } vanished)
        {
            var uids = UidsOf(vanished.Groups["uids"].Value).ToList();
            foreach (var uid in uids)
                Messages.Remove(uid);
            if (vanished.Groups["earlier"].Success)
                return;
            Assert.False(usesNumbers, $"{line} while sequence numbers were in use");
            exists -= uids.Count;
        }
        else if (Fetch().Match(line) is { Success: true } fetch)
            TakeMessage(int.Parse(fetch.Groups["n"].ValueSpan), fetch.Groups["items"].Value);
        else
            Assert.False(line.Contains("EXPUNGE]", StringComparison.Ordinal) || line.EndsWith(" EXPUNGE", StringComparison.Ordinal), line);
    }

    private void TakeMessage(int number, string items)
    {
        Assert.InRange(number, 1, exists);
        var uid = uint.Parse(Uid().Match(items).Groups["n"].ValueSpan);
        if (ModSeq().Match(items) is { Success: true } modSeq)
            shown = Math.Max(shown, ulong.Parse(modSeq.Groups["n"].ValueSpan));
        if (FlagList().Match(items) is { Success: true } flags)
        {
            Messages[uid] = Sorted(flags.Groups["flags"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            toldFlags.Add(uid);
        }
    }

    // \Recent is not a client's to keep.
    private static string[] Sorted(IEnumerable<string> flags) =>
        [.. flags.Where(flag => flag is not "\\Recent").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<uint> UidsOf(string set)
    {
        foreach (var range in set.Split(','))
        {
            var ends = range.Split(':');
            for (var uid = uint.Parse(ends[0]); uid <= uint.Parse(ends[^1]); uid++)
                yield return uid;
        }
    }

    [GeneratedRegex(@" OK \[HIGHESTMODSEQ (?<n>\d+)\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Highest();

    [GeneratedRegex(@"^\* OK \[UIDVALIDITY (?<n>\d+)\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Validity();

    [GeneratedRegex(@"^\* (?<n>\d+) EXISTS$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Exists();

    [GeneratedRegex(@"^\* VANISHED (?<earlier>\(EARLIER\) )?(?<uids>[\d:,]+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Vanished();

    [GeneratedRegex(@"^\* (?<n>\d+) FETCH \((?<items>.*)\)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Fetch();

    [GeneratedRegex(@"\bUID (?<n>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Uid();

    [GeneratedRegex(@"\bMODSEQ \((?<n>\d+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ModSeq();

    [GeneratedRegex(@"\bFLAGS \((?<flags>[^)]*)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FlagList();
}
