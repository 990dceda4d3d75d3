using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MailCloud.Testing;
using MailCloud.Testing.Connections;
using MailCloud.Testing.Peers;

namespace MailCloud.Interop.Tests;

/// <summary>
/// InterIMAP keeps a mailbox here and one of Dovecot's the same, and trusts QRESYNC (RFC 7162) for what changed on either side: what a server forgets to
/// tell stays different for ever.
/// </summary>
public sealed partial class InterImapTests(SharedProcess shared, ITestOutputHelper output) : IDisposable
{
    private const string Mailbox = "Synchronised";
    private const int Rounds = 6;

    private static readonly string[] Flags = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "$Work"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-interimap-");
    private readonly Random random = new(20261124);
    private int subjects;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Random_changes_on_both_sides_end_in_the_same_mailbox()
    {
        Assert.SkipWhen(DovecotMail.Obstacle is not null, DovecotMail.Obstacle ?? "");
        using var mail = await DovecotMail.CreateAsync();
        var configuration = await ConfigureAsync(mail);
        using var tcp = new TcpClient { NoDelay = true };
        var ours = await LogInAsync(tcp);
        await using var dovecot = await DovecotSession.StartAsync(mail);
        var theirs = dovecot.Client;
        foreach (var side in (PipeClient[])[ours, theirs])
        {
            await side.RunAsync($"CREATE {Mailbox}");
            await side.RunAsync($"SELECT {Mailbox}");
        }
        var log = new StringBuilder();
        for (var round = 0; round < Rounds; round++)
        {
            await ChangeAsync(ours);
            await ChangeAsync(theirs);
            log.Append(await SynchronizeAsync(configuration));
            Assert.Equal(await MessagesAsync(theirs), await MessagesAsync(ours));
        }
        Assert.Matches(@"remote: C: \d+ SELECT .*\(QRESYNC \(", log.ToString());
        Assert.Matches(@"remote: S: \* VANISHED \(EARLIER\)", log.ToString());
        Assert.Contains("remote: Clean state!", await SynchronizeAsync(configuration), StringComparison.Ordinal);
        output.WriteLine("interimap: AUTH=PLAIN; ENABLE, QRESYNC, UIDPLUS, LITERAL+, MULTIAPPEND, LIST-STATUS");
    }

    private async Task<PipeClient> LogInAsync(TcpClient tcp)
    {
        await tcp.ConnectAsync("localhost", shared.Service.Endpoints.Ports.Imaps);
        var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, shared.Service.IsTrusted);
        await stream.AuthenticateAsClientAsync("localhost");
        var client = new PipeClient(connection: null, PipeReader.Create(stream), PipeWriter.Create(stream));
        Assert.StartsWith("* OK ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.RunAsync($"LOGIN {SharedProcess.Alice} {shared.Service.Login(SharedProcess.Alice).Password}");
        return client;
    }

    /// <summary>Some messages come, some change their flags, some go.</summary>
    private async Task ChangeAsync(PipeClient side)
    {
        for (var count = random.Next(1, 12); count > 0; count--)
        {
            var message = $"Subject: s{subjects++}\r\nFrom: a@b.example\r\n\r\nText.\r\n";
            await side.RunAsync($"APPEND {Mailbox} ({Flags[random.Next(3)]}) {{{message.Length}+}}\r\n{message}");
        }
        await side.RunAsync("NOOP");
        var uids = (await side.RunAsync("UID SEARCH ALL"))[0].Split(' ').Skip(2).ToArray();
        for (var count = random.Next(8); count > 0; count--)
            await side.RunAsync($"UID STORE {Some(uids)} {(random.Next(2) == 0 ? "+" : "-")}FLAGS ({Flags[random.Next(Flags.Length)]})");
        if (random.Next(2) == 0)
            await side.RunAsync("EXPUNGE");
    }

    private string Some(string[] uids) => string.Join(',', uids.Where(_ => random.Next(4) == 0).DefaultIfEmpty(uids[0]));

    /// <summary>The messages of the mailbox by subject, with their flags; <c>\Recent</c> is Dovecot's alone.</summary>
    private static async Task<IEnumerable<string>> MessagesAsync(PipeClient side)
    {
        await side.RunAsync("NOOP");
        var rows = string.Join('\n', await side.RunAsync("FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"));
        return Row()
            .Matches(rows)
            .Select(row =>
                $"{row.Groups["subject"].Value} {string.Join(' ', row.Groups["flags"].Value.Split(' ').Where(flag => flag is not "\\Recent").Order(StringComparer.Ordinal))}"
            )
            .Order(StringComparer.Ordinal);
    }

    private static Task<string> SynchronizeAsync(string configuration) =>
        Tool.SucceedAsync("interimap", [$"--config={configuration}", "--debug", Mailbox]);

    private async Task<string> ConfigureAsync(DovecotMail mail)
    {
        var endpoints = shared.Service.Endpoints;
        var file = Path.Combine(folder.FullName, "config");
        await File.WriteAllTextAsync(
            file,
            $"""
            database = {folder.FullName}/state.db
            [local]
            type = tunnel
            command = {mail.Script}
            [remote]
            type = imaps
            host = localhost
            port = {endpoints.Ports.Imaps}
            username = {SharedProcess.Alice}
            password = {shared.Service.Login(SharedProcess.Alice).Password}
            SSL_CAfile = {endpoints.CaFile}

            """
        );
        // It takes no configuration that others can read.
        await Tool.SucceedAsync("chmod", ["600", file]);
        return file;
    }

    [GeneratedRegex(
        @"FLAGS \((?<flags>[^)]*)\) BODY\[HEADER\.FIELDS \(SUBJECT\)\] \{\d+\}\nSubject: (?<subject>\S+)",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Row();
}
