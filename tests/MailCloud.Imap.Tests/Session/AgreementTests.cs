using CsCheck;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Session;

/// <summary>
/// Whatever sessions of an account do, in any order: each client's picture, made of untagged responses alone, is the mailbox after a NOOP.
/// </summary>
public class AgreementTests
{
    private const int Sessions = 3;

    private static readonly string[] Flags = ["\\Seen", "\\Deleted", "\\Flagged", "work"];

    private static readonly Gen<(int Session, int Kind, int Message, int Flag)> Step = Gen.Select(
        Gen.Int[0, Sessions - 1],
        Gen.Int[0, 11],
        Gen.Int[0, 1000],
        Gen.Int[0, Flags.Length - 1]
    );

    [Fact]
    public async Task All_sessions_agree_after_noop() => await Step.Array[1, 60].SampleAsync(PlayAsync, iter: 150, threads: 1);

    private static async Task PlayAsync((int Session, int Kind, int Message, int Flag)[] steps)
    {
        await using var world = await ImapWorld.NewAsync();
        List<MirrorClient> clients = [];
        for (var i = 0; i < Sessions; i++)
        {
            clients.Add(new MirrorClient(await world.LogInAsync()));
            Assert.StartsWith("OK", await clients[i].RunAsync("SELECT INBOX"), StringComparison.Ordinal);
        }
        foreach (var step in steps)
            await RunAsync(clients[step.Session], step.Kind, step.Message, Flags[step.Flag]);
        foreach (var client in clients)
            await AgreesAsync(client, world);
    }

    private static async Task RunAsync(MirrorClient client, int kind, int message, string flag)
    {
        var count = client.Messages.Count;
        var index = count == 0 ? 0 : message % count;
        var number = index + 1;
        var uid = count == 0 ? null : client.Messages[index].Uid;
        var command = kind switch
        {
            0 => "NOOP",
            1 or 2 => "APPEND INBOX {4+}\r\n\r\n\r\n",
            3 when count > 0 => $"STORE {number} +FLAGS ({flag})",
            4 when count > 0 => $"STORE {number}:* -FLAGS ({flag})",
            5 when count > 0 => $"STORE {number} +FLAGS.SILENT ({flag})",
            6 when uid is not null => $"UID STORE {uid} FLAGS ({flag})",
            7 => "EXPUNGE",
            8 when count > 0 => $"MOVE {number} {(message % 2 == 0 ? "Archive" : "INBOX")}",
            9 when uid is not null => $"UID MOVE {uid}:* Archive",
            10 when count > 0 => $"COPY {number} INBOX",
            11 when uid is not null => $"UID EXPUNGE {uid}",
            _ => "CHECK",
        };
        Assert.StartsWith("OK", await client.RunAsync(command), StringComparison.Ordinal);
        if (kind == 5 && count > 0)
            client.Forget(index);
    }

    private static async Task AgreesAsync(MirrorClient client, ImapWorld world)
    {
        Assert.Equal("OK Done", await client.RunAsync("NOOP"));
        var stored = await world.MessagesAsync("INBOX");
        Assert.Equal(stored.Count, client.Messages.Count);
        for (var i = 0; i < stored.Count; i++)
        {
            var (uid, flags) = client.Messages[i];
            Assert.True(uid is null || uid == stored[i].Uid.Value);
            Assert.True(
                flags is null || string.Equals(flags, FlagsOf(stored, i), StringComparison.Ordinal),
                $"{flags} is not {FlagsOf(stored, i)}"
            );
        }
        // Adding no flag changes none and tells all.
        Assert.Equal("OK Stored", await client.RunAsync("STORE 1:* +FLAGS ()"));
        Assert.Equal(
            Enumerable.Range(0, stored.Count).Select(i => ((uint?)stored[i].Uid.Value, (string?)FlagsOf(stored, i))),
            client.Messages
        );
    }

    private static string FlagsOf(MailboxState mailbox, int index)
    {
        var message = mailbox[index];
        string[] system =
        [
            (message.Flags & MessageFlags.Flagged) != 0 ? "\\Flagged" : "",
            (message.Flags & MessageFlags.Deleted) != 0 ? "\\Deleted" : "",
            (message.Flags & MessageFlags.Seen) != 0 ? "\\Seen" : "",
        ];
        return string.Join(' ', system.Where(flag => flag.Length > 0).Concat(mailbox.Keywords.NamesOf(message.Keywords)));
    }
}
