using Azure.Storage.Blobs;

namespace MailCloud.Cli.Tests.Local;

public sealed class AzuriteTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-azurite-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_acknowledged_last_survives_a_stop_and_a_start()
    {
        await using (var azurite = await Node.StartAzuriteAsync(folder.FullName))
        {
            var container = new BlobContainerClient(azurite.ConnectionString, "kept");
            await container.CreateAsync(cancellationToken: Cancel);
            await container.UploadBlobAsync("a", BinaryData.FromString("hello"), Cancel);
        }

        await using (var azurite = await Node.StartAzuriteAsync(folder.FullName))
        {
            var blob = new BlobClient(azurite.ConnectionString, "kept", "a");
            Assert.Equal("hello", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
        }
    }

    [Fact]
    public async Task The_connection_string_stays_the_same_when_its_ports_are_free()
    {
        string first;
        await using (var azurite = await Node.StartAzuriteAsync(folder.FullName))
            first = azurite.ConnectionString;

        await using var again = await Node.StartAzuriteAsync(folder.FullName);
        Assert.Equal(first, again.ConnectionString);
    }

    [Fact]
    public async Task Ports_that_were_taken_meanwhile_are_replaced()
    {
        string first;
        await using (var azurite = await Node.StartAzuriteAsync(folder.FullName))
            first = azurite.ConnectionString;
        using var taker = TakenPort.At(new BlobServiceClient(first).Uri.Port);

        await using var again = await Node.StartAzuriteAsync(folder.FullName);
        Assert.NotEqual(first, again.ConnectionString);
        await new BlobContainerClient(again.ConnectionString, "works").CreateAsync(cancellationToken: Cancel);
    }

    [Fact]
    public async Task Each_folder_has_its_own_key_that_only_its_owner_can_read()
    {
        await using var azurite = await Node.StartAzuriteAsync(folder.FullName);

        var key = Path.Combine(folder.FullName, "account.key");
        PrivateFiles.AssertPrivate(key);
        Assert.Contains($"AccountKey={await File.ReadAllTextAsync(key, Cancel)};", azurite.ConnectionString, StringComparison.Ordinal);
        Assert.DoesNotContain(await File.ReadAllTextAsync(key, Cancel), await ReadLogAsync(), StringComparison.Ordinal);
    }

    private async Task<string> ReadLogAsync()
    {
        await using var log = new FileStream(
            Path.Combine(folder.FullName, "azurite.log"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        return await new StreamReader(log).ReadToEndAsync(Cancel);
    }
}
