using MailCloud.Functions.Hosting;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Testing;

namespace MailCloud.Functions.Tests;

/// <summary>What is uploaded to Azure: the folder that <c>dotnet publish</c> makes.</summary>
public class PublishedFolderTests(PublishedHandler handler)
{
    [Fact]
    public void It_holds_the_host_file_and_every_function()
    {
        var published = FunctionFiles.Read(handler.Folder);
        var built = FunctionFiles.OfThisProgram();
        Assert.Equal(built.Host, published.Host);
        Assert.Equal(built.Functions.Select(each => each.Name), published.Functions.Select(each => each.Name));
        Assert.Equal(
            [
                "Autodiscover",
                "Deliver",
                "Health",
                "Home",
                "Index",
                "Jmap",
                "MailConfig",
                "Renew",
                "Send",
                "Submit",
                "Tick",
                "Train",
                "Webmail",
                "WellKnown",
            ],
            published.Functions.Select(each => each.Name)
        );
    }

    [Fact]
    public void Its_declarations_are_the_ones_of_the_checkout_octet_for_octet()
    {
        var source = Path.Combine(Checkout.Root, "functions");
        var names = FunctionFiles.Read(handler.Folder).Functions.Select(each => Path.Combine(each.Name, "function.json"));
        foreach (var name in names.Append("host.json"))
            Assert.Equal(File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(Path.Combine(handler.Folder, name)));
        // Settings are the deployment's, and none is baked in.
        Assert.Empty(Directory.GetFiles(handler.Folder, "*settings*.json"));
    }

    [Fact]
    public void Requests_of_http_functions_are_passed_on_as_they_are() =>
        Assert.True(handler.CustomHandler()["enableProxyingHttpRequest"]!.GetValue<bool>());

    [Fact]
    public void The_program_that_the_host_file_names_may_be_executed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no execute bit on Windows.");
        if (!OperatingSystem.IsWindows())
            Assert.True(File.GetUnixFileMode(handler.Executable).HasFlag(UnixFileMode.UserExecute));
    }

    [Theory]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "65536")]
    [InlineData("MAILCLOUD_STORAGE", "AccountKey=c2VjcmV0")]
    [InlineData("MAILCLOUD_STORAGE__queueServiceUri", "not an address")]
    [InlineData("MAILCLOUD_STORAGE__tableServiceUri", "http://plain.example.test")]
    [InlineData("MAILCLOUD_STORAGE__credential", "sharedkey")]
    public async Task A_wrong_setting_is_named_and_ends_the_program_with_an_error(string name, string value)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_STORAGE__blobServiceUri"] = "https://blob.example.test",
            ["MAILCLOUD_STORAGE__queueServiceUri"] = "https://queue.example.test",
            ["MAILCLOUD_STORAGE__tableServiceUri"] = "https://table.example.test",
            [name] = value,
        };
        await using var process = HandlerProcess.Start(handler, settings);
        Assert.NotEqual(0, await process.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"The setting {name} is missing or wrong", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", process.Output, StringComparison.Ordinal);
    }
}
