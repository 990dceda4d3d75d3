using System.Globalization;
using System.Text.RegularExpressions;

namespace MailCloud.Interop.Tests.Consistency;

/// <summary>
/// What sessions do at the same time, chosen such that the outcome does not depend on who is first, and the model knows it exactly.
/// </summary>
internal enum Burst
{
    /// <summary>Each adds and removes a keyword of its own, at the same messages as the others.</summary>
    OwnKeywords,

    /// <summary>Each does what it likes, with messages that are its own in this burst.</summary>
    OwnMessages,

    /// <summary>One does what it likes with all messages.</summary>
    Alone,
}

/// <summary>One of the sessions: it does something by chance, notes in the model what the server confirms, and checks what it can see of it.</summary>
internal sealed partial class ModelledSession(int number, int sessions, StrictImapClient client, MailboxModel[] mailboxes, Random random)
{
    private const int Crowded = 120;

    private static readonly string[] SystemFlags = ["\\Answered", "\\Flagged", "\\Seen", "\\Deleted"];

    private readonly string ownKeyword = $"own{number}";
    private MailboxModel open = mailboxes[0];
    private int appended;

    public Task OpenAsync(MailboxModel mailbox)
    {
        open = mailbox;
        return client.SelectAsync(mailbox.Name);
    }

    /// <summary>Does something, once.</summary>
    /// <param name="turn">Moves messages from owner to owner.</param>
    public async Task ActAsync(Burst burst, int turn)
    {
        await client.LearnAsync();
        var choice = random.Next(100);
        if (choice < 8)
            await OpenAsync(mailboxes[random.Next(mailboxes.Length)]);
        else if (choice < 16)
            await client.SucceedAsync("NOOP");
        else if (choice < 24)
            await SearchAsync();
        else if (choice < 30 && client.View.Count > 0)
            await client.SucceedAsync($"FETCH {Range()} (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        else if (choice < 50 && open.Count < Crowded)
            await AppendAsync();
        else
            await ChangeAsync(burst, turn);
    }

    /// <summary>Idles until the others are done.</summary>
    public async Task IdleAsync(Task others)
    {
        var tag = await client.IdleAsync();
        await others;
        await client.DoneAsync(tag);
    }

    /// <summary>After a NOOP the client knows what is in the mailbox, and knows it from what it was told.</summary>
    public async Task AgreeAsync()
    {
        await client.SucceedAsync("NOOP");
        await client.LearnAsync();
        Assert.Equal(open.Snapshot(), client.View);
    }

    private Task ChangeAsync(Burst burst, int turn)
    {
        switch (burst)
        {
            case Burst.OwnKeywords:
                var from = random.Next(client.View.Count + 1);
                return StoreAsync(
                    Enumerable.Range(from, random.Next(client.View.Count - from + 1)),
                    random.Next(2) == 0 ? "+" : "-",
                    [ownKeyword]
                );
            case Burst.OwnMessages:
                var own = Enumerable
                    .Range(0, client.View.Count)
                    .Where(index => (client.View[index].Uid!.Value + turn) % sessions == number);
                return ChangeAsync([.. own.Where(_ => random.Next(3) > 0)]);
            default:
                return random.Next(3) switch
                {
                    0 => ExpungeAsync(),
                    1 => CloseAsync(),
                    _ => ChangeAsync([.. Enumerable.Range(0, client.View.Count)]),
                };
        }
    }

    private Task ChangeAsync(int[] indexes) =>
        random.Next(open.Count < Crowded ? 6 : 9) switch
        {
            0 or 1 or 2 => StoreAsync(
                indexes,
                random.Next(3) switch
                {
                    0 => "+",
                    1 => "-",
                    _ => "",
                },
                SomeFlags()
            ),
            3 when open.Count < Crowded => CopyAsync("COPY", indexes),
            4 or 3 => ExpungeAsync(indexes),
            _ => CopyAsync("MOVE", indexes),
        };

    private async Task StoreAsync(IEnumerable<int> indexes, string sign, string[] flags)
    {
        if (indexes.ToArray() is not { Length: > 0 } chosen)
            return;
        var silent = random.Next(3) == 0;
        var uids = UidsOf(chosen);
        await client.SucceedAsync($"{Named("STORE", chosen)} {sign}FLAGS{(silent ? ".SILENT" : "")} ({string.Join(' ', flags)})");
        open.Store(uids, sign, flags);
        // Who asks for silence knows what came of it.
        if (silent)
            client.Assume(uids, sign, flags);
    }

    private async Task AppendAsync()
    {
        var flags = random.Next(2) == 0 ? new[] { ownKeyword } : SomeFlags();
        var target = mailboxes[random.Next(mailboxes.Length)];
        var text = $"Subject: {number}-{++appended}\r\n\r\nText.\r\n";
        var answer = await client.SucceedAsync($"APPEND {target.Name} ({string.Join(' ', flags)}) {{{text.Length}+}}\r\n{text}");
        var uid = AppendUid().Match(answer);
        Assert.True(uid.Success, answer);
        target.Add(uint.Parse(uid.Groups["uid"].ValueSpan, CultureInfo.InvariantCulture), flags);
    }

    private async Task CopyAsync(string command, int[] indexes)
    {
        if (indexes.Length == 0)
            return;
        var target = mailboxes[random.Next(mailboxes.Length)];
        var sources = open.Existing(UidsOf(indexes));
        var answer = await client.SucceedAsync($"{Named(command, indexes)} {target.Name}");
        var copied = CopyUid().Match(string.Join('\n', [answer, .. client.Untagged]));
        var from = copied.Success ? Expand(copied.Groups["from"].Value) : [];
        Assert.Equal(sources.Keys, from);
        if (command is "MOVE")
            open.Remove(from);
        var to = copied.Success ? Expand(copied.Groups["to"].Value) : [];
        foreach (var (source, uid) in from.Zip(to))
            target.Add(uid, sources[source]);
    }

    private async Task ExpungeAsync(int[] indexes)
    {
        if (indexes.Length == 0)
            return;
        var uids = UidsOf(indexes);
        await client.SucceedAsync($"UID STORE {string.Join(',', uids)} +FLAGS (\\Deleted)");
        await client.SucceedAsync($"UID EXPUNGE {string.Join(',', uids)}");
        open.Remove(uids);
        Assert.DoesNotContain(client.View, message => message.Uid is { } uid && uids.Contains(uid));
    }

    private async Task ExpungeAsync()
    {
        await client.SucceedAsync("EXPUNGE");
        open.Remove(open.With("\\Deleted"));
    }

    private async Task CloseAsync()
    {
        await client.SucceedAsync("CLOSE");
        open.Remove(open.With("\\Deleted"));
        await OpenAsync(mailboxes[random.Next(mailboxes.Length)]);
    }

    /// <summary>Searches for the own keyword: the answer is true of what the client knew, or of what it is told with the answer.</summary>
    private async Task SearchAsync()
    {
        var before = client.View.ToDictionary(message => message.Uid!.Value, HasOwnKeyword);
        await client.SucceedAsync($"UID SEARCH KEYWORD {ownKeyword}");
        var line = Assert.Single(client.Untagged, response => response.StartsWith("* SEARCH", StringComparison.Ordinal));
        var found = line.Split(' ').Skip(2).Select(word => uint.Parse(word, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var message in client.View)
            if (message.Uid is { } uid && before.TryGetValue(uid, out var had) && had == HasOwnKeyword(message))
                Assert.Equal(had, found.Contains(uid));
    }

    private bool HasOwnKeyword(KnownMessage message) => message.Flags!.Split(' ').Contains(ownKeyword, StringComparer.Ordinal);

    /// <summary>A command with its messages, by their numbers or by their UIDs.</summary>
    private string Named(string command, int[] indexes) =>
        random.Next(2) == 0
            ? $"{command} {string.Join(',', indexes.Select(index => index + 1))}"
            : $"UID {command} {string.Join(',', UidsOf(indexes))}";

    private uint[] UidsOf(int[] indexes) => [.. indexes.Select(index => client.View[index].Uid!.Value)];

    private string Range()
    {
        var first = random.Next(client.View.Count) + 1;
        return $"{first}:{Math.Min(client.View.Count, first + random.Next(20))}";
    }

    private string[] SomeFlags() => [.. SystemFlags.Append(ownKeyword).Where(flag => random.Next(flag is "\\Deleted" ? 6 : 3) == 0)];

    private static List<uint> Expand(string set) =>
        [
            .. set.Split(',')
                .Select(range => range.Split(':').Select(end => uint.Parse(end, CultureInfo.InvariantCulture)).ToArray())
                .SelectMany(ends => Enumerable.Range(0, (int)(ends[^1] - ends[0]) + 1).Select(offset => ends[0] + (uint)offset)),
        ];

    [GeneratedRegex(@"\[APPENDUID \d+ (?<uid>\d+)\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AppendUid();

    [GeneratedRegex(@"\[COPYUID \d+ (?<from>[\d:,]+) (?<to>[\d:,]+)\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CopyUid();
}
