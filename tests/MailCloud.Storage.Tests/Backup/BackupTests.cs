using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Storage.Backup;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Backup;

/// <summary>What is in a backup can be had again, in an empty storage account, byte for byte; and it can be made while mail goes on.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private static readonly AccountId Ann = new("ann@example.org");
    private static readonly AccountId Bob = new("bob@example.org");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-backup-");
    private AzuriteServer oldAzurite = null!;
    private AzuriteServer newAzurite = null!;
    private MailStorage source = null!;
    private MailStorage target = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        oldAzurite = await AzuriteServer.StartAsync();
        newAzurite = await AzuriteServer.StartAsync();
        (source, target) = (Storages.Open(oldAzurite.ConnectionString), Storages.Open(newAzurite.ConnectionString));
        await source.EnsureCreatedAsync(Cancel);
        await target.EnsureCreatedAsync(Cancel);
        await source.Directory.AddDomainAsync(new Domain("example.org"), Cancel);
        foreach (var account in new[] { Ann, Bob })
        {
            await source.Store.CreateAccountAsync(account, Cancel);
            await source.Directory.AddAsync(new AccountAddress(AddressOf(account), account), Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await target.DisposeAsync();
        await oldAzurite.DisposeAsync();
        await newAzurite.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Everything_comes_back_and_no_uid_is_given_out_twice()
    {
        await AppendAsync(Ann, "one", "two", "three");
        await source.Store.DoAsync(Ann, new CreateMailbox("Plans"));
        await source.Objects.TryCommitAsync(Ann, new ObjectKind("note"), [new("n", "kept"u8.ToArray())], Cancel);
        await source.Backup.RunAsync(folder, keep: 3, Cancel);
        // After the backup, and lost: clients have seen this UID.
        await AppendAsync(Ann, "lost");
        var lost = await LastUidAsync(source, Ann);

        var (_, manifest) = await target.Restore.RunAsync(folder, new RestoreOptions(), Cancel);

        Assert.Equal(["one", "two", "three"], await TextsAsync(target, Ann));
        Assert.NotNull((await target.Store.ReadAsync(Ann)).Directory.Find("Plans"));
        Assert.Equal(Ann, Assert.IsType<AccountAddress>(await target.Directory.FindAsync(AddressOf(Ann), Cancel)).Account);
        Assert.Equal("kept"u8.ToArray(), (await target.Objects.FindAsync(Ann, new ObjectKind("note"), "n", Cancel))!.Body.ToArray());
        Assert.True(manifest.Rows["accounts"] > 0);

        await AppendAsync(target, Ann, "new");
        Assert.True(await LastUidAsync(target, Ann) > lost, "A UID that clients know is given out again.");
    }

    [Fact]
    public async Task A_backup_that_is_made_while_mail_comes_in_has_each_account_as_it_was_at_one_moment()
    {
        await AppendAsync(Ann, [.. Enumerable.Range(0, 20).Select(n => $"before {n}")]);
        using var stop = new CancellationTokenSource();
        var traffic = Task.WhenAll(TrafficAsync(Ann, stop.Token), TrafficAsync(Bob, stop.Token));
        for (var i = 0; i < 3; i++)
            await source.Backup.RunAsync(folder, keep: 1, Cancel);
        await stop.CancelAsync();
        await traffic;

        await target.Restore.RunAsync(folder, new RestoreOptions(), Cancel);

        foreach (var account in new[] { Ann, Bob })
        {
            var (before, after) = (await TextsAsync(source, account), await TextsAsync(target, account));
            Assert.NotEmpty(after);
            // The log is a beginning of what it was: nothing in the middle is missing.
            Assert.Equal(before.Take(after.Count), after);
        }
    }

    [Fact]
    public async Task Packs_are_copied_once_and_go_with_the_last_backup_that_has_them()
    {
        await AppendAsync(Ann, "one");
        Assert.Equal(1, (await source.Backup.RunAsync(folder, keep: 1, Cancel)).NewBlobs);
        await AppendAsync(Ann, "two");
        if (!OperatingSystem.IsWindows())
            Assert.All(
                folder.GetDirectories(),
                part => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, part.UnixFileMode)
            );
        var second = await source.Backup.RunAsync(folder, keep: 1, Cancel);
        Assert.Equal((1, 2, 1), (second.NewBlobs, second.Manifest.Blobs, second.Removed));

        var stray = Path.Combine(folder.FullName, "blobs", "messages", "of-no-backup");
        await File.WriteAllTextAsync(stray, "x", Cancel);
        await source.Backup.RunAsync(folder, keep: 1, Cancel);
        Assert.False(File.Exists(stray));
    }

    [Fact]
    public async Task What_was_cut_short_counts_for_nothing_and_can_be_run_again()
    {
        await AppendAsync(Ann, "one");
        var unfinished = Directory.CreateDirectory(Path.Combine(folder.FullName, "snapshots", "20260101T000000Z.unfinished"));
        await Assert.ThrowsAsync<RestoreException>(() => target.Restore.RunAsync(folder, new RestoreOptions(), Cancel));
        await source.Backup.RunAsync(folder, keep: 1, Cancel);
        Assert.False(Directory.Exists(unfinished.FullName));

        await target.Restore.RunAsync(folder, new RestoreOptions(), Cancel);
        var refusal = await Assert.ThrowsAsync<RestoreException>(() => target.Restore.RunAsync(folder, new RestoreOptions(), Cancel));
        Assert.Contains("not empty", refusal.Message, StringComparison.Ordinal);
        await target.Restore.RunAsync(folder, new RestoreOptions { Continues = true }, Cancel);
        await using var reopened = Storages.Open(newAzurite.ConnectionString);
        Assert.Equal(["one"], await TextsAsync(reopened, Ann));
    }

    [Fact]
    public async Task A_backup_that_lacks_a_pack_is_refused_before_anything_is_written()
    {
        await AppendAsync(Ann, "one");
        await source.Backup.RunAsync(folder, keep: 1, Cancel);
        foreach (var file in folder.GetDirectories("blobs").Single().EnumerateFiles("*", SearchOption.AllDirectories))
            file.Delete();
        var refusal = await Assert.ThrowsAsync<RestoreException>(() => target.Restore.RunAsync(folder, new RestoreOptions(), Cancel));
        Assert.Contains("lacks messages/", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await target.Store.ReadAsync(Ann, StateDepth.Directory, Cancel));
    }

    private async Task TrafficAsync(AccountId account, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
            await AppendAsync(account, $"{account} {n}");
    }

    private Task AppendAsync(AccountId account, params string[] texts) => AppendAsync(source, account, texts);

    private static async Task AppendAsync(MailStorage storage, AccountId account, params string[] texts)
    {
        foreach (var text in texts)
        {
            var content = await storage.Store.StoreAsync($"\r\n{text}");
            await storage.Store.DoAsync(
                account,
                new AppendMessages(MailboxTarget.Named("INBOX"), [ContractMail.MessageAt(content, $"\r\n{text}")])
            );
        }
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(MailStorage storage, AccountId account)
    {
        var texts = new List<string>();
        foreach (var message in (await storage.Store.ReadAsync(account)).In("INBOX").All())
            texts.Add((await storage.Store.ReadBytesAsync(message.Content)).Trim());
        return texts;
    }

    private static Address AddressOf(AccountId account) =>
        Address.TryParse(account.Value, out var address) ? address : throw new InvalidOperationException($"{account} is no address.");

    private static async Task<uint> LastUidAsync(MailStorage storage, AccountId account) =>
        (await storage.Store.ReadAsync(account)).Mailbox("INBOX").LastUid.Value;
}
