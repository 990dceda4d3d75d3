using MailCloud.Local;
using Xunit;

namespace MailCloud.Testing;

/// <summary>
/// An empty storage account for tests: Azurite in a temporary folder. Start one with <see cref="StartAsync"/>, or share one among the tests of an
/// assembly with <c>[assembly: AssemblyFixture(typeof(AzuriteServer))]</c>.
/// </summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-azurite-");
    private readonly LocalCertificates? certificates;
    private Azurite? azurite;
    private string? missing;

    public AzuriteServer() { }

    private AzuriteServer(LocalCertificates? certificates) => this.certificates = certificates;

    /// <summary>The account, as the Azure clients take it. A test that reads it where Azurite cannot be installed is skipped with the reason.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(missing is not null, missing ?? "");
            return azurite?.ConnectionString ?? throw new InvalidOperationException("Azurite is not started.");
        }
    }

    /// <param name="certificates">If given, it speaks TLS and takes tokens besides its key.</param>
    public static async Task<AzuriteServer> StartAsync(LocalCertificates? certificates = null)
    {
        var server = new AzuriteServer(certificates);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await Azurite.InstallAsync(TestContext.Current.CancellationToken);
        }
        catch (SetupException e)
        {
            missing = e.Message;
            return;
        }
        azurite = await Azurite.StartAsync(folder.FullName, certificates, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (azurite is not null)
            await azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
