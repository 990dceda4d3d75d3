using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Tests.Hosting;

/// <summary>The files that the Functions host reads.</summary>
public class HostFilesTests
{
    private static readonly FunctionFiles Files = FunctionFiles.OfThisProgram();

    [Fact]
    public void The_host_file_says_how_queues_are_read()
    {
        Assert.Equal(new QueueSettings(16, 8, 5, TimeSpan.FromMinutes(1)), Files.Host.Extensions.Queues);
        Assert.True(string.IsNullOrEmpty(Files.Host.Extensions.Http.RoutePrefix));
    }

    [Fact]
    public void Functions_are_declared_by_their_folders()
    {
        Assert.Equal(
            [
                new FunctionDefinition("Deliver", new QueueTrigger("item", "deliver", "MAILCLOUD_STORAGE")),
                new FunctionDefinition("Index", new QueueTrigger("item", "index", "MAILCLOUD_STORAGE")),
                new FunctionDefinition("Renew", new TimerTrigger("timer", "0 17 * * * *")),
                new FunctionDefinition("Send", new QueueTrigger("item", "send", "MAILCLOUD_STORAGE")),
                new FunctionDefinition("Submit", new QueueTrigger("item", "submit", "MAILCLOUD_STORAGE")),
                new FunctionDefinition("Tick", new TimerTrigger("timer", "0 */5 * * * *")),
                new FunctionDefinition("Train", new QueueTrigger("item", "train", "MAILCLOUD_STORAGE")),
            ],
            Files.Functions.Where(function => function.Trigger is not HttpTrigger)
        );
        Assert.Equal(
            [
                ("Autodiscover", "autodiscover/{*path}", "get head post"),
                ("Health", "api/health", "get"),
                ("Home", "{root:maxlength(0)?}", "get head"),
                ("Jmap", "jmap/{*path}", "get head post"),
                ("MailConfig", "mail/{*path}", "get head"),
                ("Webmail", "webmail/{*path}", "get head post put delete"),
                ("WellKnown", ".well-known/{*path}", "get head"),
            ],
            Files
                .Functions.Where(function => function.Trigger is HttpTrigger)
                .Select(function => (function.Name, Http: (HttpTrigger)function.Trigger))
                .Select(function => (function.Name, function.Http.Route, string.Join(' ', function.Http.Methods)))
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"bindings":[]}""")]
    [InlineData("""{"bindings":[{"type":"blobTrigger","name":"blob"}]}""")]
    [InlineData("""{"bindings":[{"type":"queueTrigger","name":"item"}]}""")]
    public void A_declaration_that_is_not_understood_is_named(string text)
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-functions-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("Broken").FullName, "function.json"), text);
            var failure = Assert.Throws<FormatException>(() => FunctionDefinition.ReadAll(folder.FullName));
            Assert.Contains("Broken", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
