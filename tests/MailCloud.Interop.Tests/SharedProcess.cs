namespace MailCloud.Interop.Tests;

/// <summary>One <c>mailcloud up</c> with its own Azurite, shared by the tests that do no harm to it.</summary>
public sealed class SharedProcess : IAsyncLifetime
{
    public const string Alice = "alice@example.test";
    public const string Bob = "bob@example.test";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-up-");
    private MailProcess? service;

    public MailProcess Service => service ?? throw new InvalidOperationException("The service is not started.");

    public async ValueTask InitializeAsync() =>
        service = await MailProcess.StartAsync(data, "--account", $"{Alice}:alice-secret", "--account", $"{Bob}:bob-secret");

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        data.Delete(recursive: true);
    }
}
