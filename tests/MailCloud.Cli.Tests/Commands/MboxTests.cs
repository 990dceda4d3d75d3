namespace MailCloud.Cli.Tests.Commands;

public sealed class MboxTests : IAsyncLifetime
{
    private readonly World world = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-mbox");

    public async ValueTask InitializeAsync()
    {
        await world.RunAsync("domain", "add", "example.org");
        await world.RunAsync("user", "add", "alice@example.org", "--generate");
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return default;
    }

    [Fact]
    public async Task What_is_imported_is_exported()
    {
        var old = await WriteAsync("From bob@example.net Thu Mar  5 10:30:33 2020\nSubject: one\n\nHello\n\n");
        var import = (await world.RunAsync("import", "alice@example.org", old, "--mailbox", "Archive", "--seen")).Succeeded();
        Assert.Equal("Imported 1 messages into Archive; left out 0.\n", import.Output);

        var exported = Path.Combine(folder.FullName, "new.mbox");
        (await world.RunAsync("export", "alice@example.org", exported, "--mailbox", "Archive")).Succeeded();
        Assert.Equal(
            "From MAILER-DAEMON Thu Mar  5 10:30:33 2020\nStatus: RO\nX-Status: \nX-Keywords: \nSubject: one\n\nHello\n\n",
            await File.ReadAllTextAsync(exported, TestContext.Current.CancellationToken)
        );
        (await world.RunAsync("export", "alice@example.org", exported)).Complained(CommandLine.Failed, exported, "already");
    }

    [Fact]
    public async Task What_cannot_be_imported_is_told()
    {
        var other = await WriteAsync("no mail at all\n");
        var run = await world.RunAsync("import", "alice@example.org", other);
        Assert.Equal(CommandLine.Failed, run.ExitCode);
        Assert.Equal("Message 1: The file does not begin with a message.\n", run.Error);
        (await world.RunAsync("import", "alice@example.org", other, "--mailbox", "None")).Complained(CommandLine.Failed, "None", "INBOX");
        (await world.RunAsync("import", "bob@example.org", other)).Complained(CommandLine.Failed, "bob@example.org");
        (await world.RunAsync("import", "alice@example.org", other + "x")).Complained(CommandLine.Usage, other + "x");
    }

    private async Task<string> WriteAsync(string text)
    {
        var path = Path.Combine(folder.FullName, "old.mbox");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }
}
