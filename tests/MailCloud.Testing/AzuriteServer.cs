using MailCloud.Local;
using Xunit;

namespace MailCloud.Testing;

/// <summary>
/// An empty storage account for tests: Azurite in a temporary folder. Start one with <see cref="StartAsync"/>, or share one among the tests of an
/// assembly with <c>[assembly: AssemblyFixture(typeof(AzuriteServer))]</c>.
/// </summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mailcloud-azurite-");
    private Azurite? _azurite;
    private string? _missing;

    /// <summary>The account, as the Azure clients take it. A test that reads it on a machine without Node.js is skipped with the reason.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _azurite?.ConnectionString ?? throw new InvalidOperationException("Azurite is not started.");
        }
    }

    public static async Task<AzuriteServer> StartAsync()
    {
        var server = new AzuriteServer();
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _azurite = await Azurite.StartAsync(_folder.FullName, TestContext.Current.CancellationToken);
        }
        catch (SetupException e)
        {
            _missing = e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
