using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Session;

/// <summary>What a client is told when what is stored cannot be read any more, or is gone: never that the fault is its own.</summary>
public class DamageTests
{
    private const string Bye = "* BYE Something that is stored here is damaged";

    [Fact]
    public async Task A_command_that_meets_damage_is_refused()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.LogInAsync();
        store.IsDamaged = true;

        Assert.Equal(
            ["T NO [CORRUPTION] Something that is stored here is damaged"],
            await ImapWorld.RunAsync(client, "STATUS INBOX (MESSAGES)")
        );
    }

    [Fact]
    public async Task A_session_that_cannot_have_news_any_more_ends()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        store.IsDamaged = true;

        // What was asked for is done.
        Assert.Equal([Bye, "T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task So_does_one_that_waits_for_news()
    {
        var (world, store) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "NOTIFY SET (personal (MailboxName))");
        store.IsDamaged = true;
        await world.AppendAsync(new NewMail("\r\n"u8.ToArray()));

        Assert.Equal(Bye, await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Theory]
    [InlineData("NOTIFY SET (personal (MailboxName))", "T OK You will be told")]
    [InlineData("IDLE", "+ Idling")]
    public async Task An_account_that_is_removed_ends_a_session_that_waits_for_news(string command, string answer)
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.OpenInboxAsync();
        await client.SendLineAsync($"T {command}");
        Assert.Equal(answer, await client.ReadLineAsync());

        await world.Memory.RemoveAccountAsync(ImapWorld.Alice, default);

        Assert.Equal("* BYE This account does not exist any more", await client.ReadLineAsync());
    }

    private static async Task<(ImapWorld World, DamagedStore Store)> NewWorldAsync()
    {
        DamagedStore? damaged = null;
        var world = await ImapWorld.NewAsync(store => damaged = new DamagedStore(store));
        return (world, damaged!);
    }

    private sealed class DamagedStore(IMailStore store) : MailStoreDecorator(store)
    {
        public bool IsDamaged { get; set; }

        public override ValueTask<AccountState?> ReadAsync(AccountId account, StateDepth depth, CancellationToken cancellationToken) =>
            IsDamaged ? throw new InvalidDataException("Damaged for a test.") : base.ReadAsync(account, depth, cancellationToken);
    }
}
