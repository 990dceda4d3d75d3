using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Secrets.Tests;

public sealed class FileSecretStoreTests : SecretStoreContract, IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("mailcloud-");

    protected override ISecretStore Store => new FileSecretStore(Folder);

    private string Folder => Path.Combine(parent.FullName, "secrets");

    public void Dispose() => parent.Delete(recursive: true);

    [Fact]
    public async Task Only_the_owner_gets_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        await Store.SetAsync(new SecretName("a"), "x", CancellationToken.None);
        await Store.SetAsync(new SecretName("a"), "y", CancellationToken.None);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner | UnixFileMode.UserExecute, new DirectoryInfo(Folder).UnixFileMode);
        Assert.Equal(Owner, new FileInfo(Assert.Single(Directory.GetFiles(Folder))).UnixFileMode);
    }

    [Fact]
    public async Task A_reader_sees_one_value_or_the_other_and_never_none()
    {
        var (name, values) = (new SecretName("a"), new[] { new string('a', 20_000), new string('b', 10_000) });
        await Store.SetAsync(name, values[0], CancellationToken.None);
        var writers = Enumerable
            .Range(0, 4)
            .Select(writer =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < 50; i++)
                        await Store.SetAsync(name, values[(i + writer) % 2], CancellationToken.None);
                })
            );
        var written = Task.WhenAll(writers);
        do Assert.Contains(await Store.FindAsync(name, CancellationToken.None), values);
        while (!written.IsCompleted);
        await written;
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_an_outage()
    {
        await File.WriteAllTextAsync(Folder, "a file");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.SetAsync(new SecretName("a"), "x", default).AsTask());
    }

    [Fact]
    public async Task Other_files_of_the_folder_are_no_secrets()
    {
        await Store.SetAsync(new SecretName("a"), "x", CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(Folder, "b.new"), "half of it");
        Assert.Equal([new SecretName("a")], await Store.ListAsync("", CancellationToken.None).ToListAsync());
    }
}
