using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Testing;
using MailCloud.Testing.Connections;
using MailCloud.Testing.Peers;

namespace MailCloud.Imap.Tests.Peers;

/// <summary>The same messages, mail of real lists, in the same order in a mailbox here and in one of Dovecot's.</summary>
public sealed class SameMailbox : IAsyncLifetime
{
    private const int Messages = 500;

    private ImapWorld? world;
    private DovecotMail? mail;
    private DovecotSession? dovecot;

    /// <summary>Why there is no Dovecot to compare with; null: there is.</summary>
    public static string? Obstacle => DovecotMail.Obstacle;

    /// <summary>A session here with the mailbox open.</summary>
    public PipeClient? Ours { get; private set; }

    /// <summary>Dovecot's.</summary>
    public PipeClient? Theirs { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Obstacle is not null)
            return;
        world = await ImapWorld.NewAsync();
        mail = await DovecotMail.CreateAsync();
        dovecot = await DovecotSession.StartAsync(mail);
        Ours = await world.LogInAsync();
        Theirs = dovecot.Client;
        var files = Corpora.Files("spamassassin/data").Where(file => file.Name.Contains("easy-ham", StringComparison.Ordinal));
        // A file is called by its number and a hash; by the hash they are in no order that means anything.
        var number = 0;
        foreach (
            var file in files
                .OrderBy(file => file.Name[file.Name.IndexOf('.', StringComparison.Ordinal)..], StringComparer.Ordinal)
                .Take(Messages)
        )
            await AppendAsync(number++, Canonical(file.Read()));
        foreach (var client in (PipeClient[])[Ours, Theirs])
            await client.RunAsync("SELECT INBOX");
    }

    public async ValueTask DisposeAsync()
    {
        if (world is not null)
            await world.DisposeAsync();
        if (dovecot is not null)
            await dovecot.DisposeAsync();
        mail?.Dispose();
    }

    private async Task AppendAsync(int number, byte[] message)
    {
        var flags = $"{(number % 3 == 0 ? "\\Seen " : "")}{(number % 5 == 0 ? "\\Flagged " : "")}{(number % 7 == 0 ? "$Junk" : "")}".Trim();
        var date = new DateTime(2020, 1, 1, 10, 0, 0, DateTimeKind.Utc).AddHours(number);
        var command = $"APPEND INBOX ({flags}) \"{date:dd-MMM-yyyy HH:mm:ss} +0000\" {{{message.Length}+}}\r\n";
        foreach (var client in (PipeClient[])[Ours!, Theirs!])
            await client.RunAsync(command + Encoding.Latin1.GetString(message));
    }

    // Dovecot's maildir keeps no bare line ends, so there are none to compare.
    private static byte[] Canonical(byte[] message) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message).ReplaceLineEndings("\r\n"));
}
