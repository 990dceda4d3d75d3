using MailCloud.Local;

namespace MailCloud.Cli.Tests;

/// <summary>Azurite for a test that needs it on a folder of its own. Where it cannot be installed the test is skipped with the reason.</summary>
internal static class Node
{
    public static async Task RequireAsync()
    {
        try
        {
            await Azurite.InstallAsync(TestContext.Current.CancellationToken);
        }
        catch (SetupException e)
        {
            Assert.Skip(e.Message);
        }
    }

    public static async Task<Azurite> StartAzuriteAsync(string folder)
    {
        await RequireAsync();
        return await Azurite.StartAsync(folder, cancel: TestContext.Current.CancellationToken);
    }
}
