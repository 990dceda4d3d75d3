using System.Text.RegularExpressions;

namespace MailCloud.Infra.Tests;

/// <summary>A setting that no program reads is a mistake in its name.</summary>
public partial class SettingsTests
{
    /// <summary>What the Functions host reads, and our program does not.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "MAILCLOUD_STORAGE__credential",
    ];

    /// <summary>What the image of the placeholder reads.</summary>
    private static readonly string[] OfThePlaceholder = ["ASPNETCORE_HTTP_PORTS"];

    [Fact]
    public async Task The_functions_read_theirs()
    {
        var source = SourceTree.Of("functions/MailCloud.Functions.csproj");

        Assert.All(
            FunctionsAppTests.Settings(await WithEverythingAsync("containerapp")).Keys.Except(OfTheHost),
            name => Assert.True(IsRead(name, source), $"No program reads {name}.")
        );
    }

    [Fact]
    public async Task The_listener_reads_its_own_in_a_container_app()
    {
        var source = SourceTree.Of("src/MailCloud.Listener/MailCloud.Listener.csproj");
        var app = (await WithEverythingAsync("containerapp")).One("Microsoft.App/containerApps");
        var names = Assert.Single(app["properties"]!["template"]!["containers"]!.AsArray())!["env"]!
            .AsArray()
            .Select(setting => (string)setting!["name"]!);

        Assert.All(names.Except(OfThePlaceholder), name => Assert.True(IsRead(name, source), $"No program reads {name}."));
    }

    [Fact]
    public async Task And_the_same_on_a_virtual_machine()
    {
        var app = (await WithEverythingAsync("containerapp")).One("Microsoft.App/containerApps");
        var machine = (await WithEverythingAsync("vm")).One("Microsoft.Compute/virtualMachines");
        var userData = (string)machine["properties"]!["userData"]!;

        Assert.All(
            app["properties"]!["template"]!["containers"]![0]!["env"]!.AsArray().Select(setting => (string)setting!["name"]!),
            // What is hidden in Container Apps is seen here.
            name =>
                Assert.True(
                    userData.Contains(name, StringComparison.Ordinal) != name is "MAILCLOUD_CLIENT_ADDRESSES" or "ASPNETCORE_HTTP_PORTS",
                    name
                )
        );
    }

    private static Task<Deployment> WithEverythingAsync(string listenerHost) =>
        Deployment.OfAsync(
            listenerHost,
            manageDns: true,
            ("outbound", "'smarthost'"),
            ("smartHost", "'smtp.example.net'"),
            ("smartHostUser", "'us'"),
            ("acmeContact", "'operator@example.net'")
        );

    /// <summary><c>A__b</c> is made from <c>A</c> where it is read, and <c>…__blobServiceUri</c> from the service's name as well.</summary>
    private static bool IsRead(string name, string source)
    {
        var (stem, end) = name.Split("__") is [var first, var second] ? (first, second) : (name, null);
        return source.Contains($"\"{stem}\"", StringComparison.Ordinal)
            && (end is null || source.Contains($"__{ServiceUri().Replace(end, "{service}ServiceUri")}\"", StringComparison.Ordinal));
    }

    [GeneratedRegex("^(?:blob|queue|table)ServiceUri$", RegexOptions.NonBacktracking)]
    private static partial Regex ServiceUri();
}
