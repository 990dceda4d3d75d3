using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using MailCloud.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>The hook that has the image built for virtual machines, against a stand-in for the registry's resource in Azure.</summary>
public sealed class PredeployTests : IAsyncLifetime
{
    private const string Registry = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/mailcloud";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-predeploy-");
    private readonly List<string> context = [];
    private readonly Queue<string> statuses = new(["Queued", "Running"]);
    private WebApplication azure = null!;
    private JsonNode? order;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        azure = builder.Build();
        azure.Use(
            (request, next) =>
            {
                var isLoggedIn = request.Request.Headers.Authorization == "Bearer secret";
                // An upload has its permission in its address, and must not show whose it is.
                if (isLoggedIn == request.Request.Path.StartsWithSegments(Registry, StringComparison.Ordinal))
                    return next(request);
                request.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            }
        );
        azure.MapPost(
            $"{Registry}/listBuildSourceUploadUrl",
            () => Answer(new() { ["uploadUrl"] = $"{Address}/upload", ["relativePath"] = "tasks/source" })
        );
        azure.MapPut("/upload", TakeAsync);
        azure.MapPost($"{Registry}/scheduleRun", OrderAsync);
        azure.MapGet($"{Registry}/runs/r1", () => Answer(new() { ["properties"] = new JsonObject { ["status"] = statuses.Dequeue() } }));
        azure.MapPost($"{Registry}/runs/r1/listLogSasUrl", () => Answer(new() { ["logLink"] = $"{Address}/log" }));
        azure.MapGet("/log", () => "src/Program.cs does not compile");
        await azure.StartAsync();

        var azd = Path.Combine(folder.FullName, "azd");
        await File.WriteAllTextAsync(azd, "#!/usr/bin/env bash\necho '{\"token\":\"secret\"}'\n");
        await Tool.SucceedAsync("chmod", ["+x", azd]);
    }

    public async ValueTask DisposeAsync()
    {
        await azure.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_registry_builds_the_image_that_machines_look_for_from_what_the_Dockerfile_copies()
    {
        statuses.Enqueue("Succeeded");

        var (exitCode, output) = await RunAsync("vm");

        Assert.True(exitCode == 0, output);
        Assert.Equal("tasks/source", (string?)order?["sourceLocation"]);
        var quadlet = (await CloudInit.ReadAsync()).File("/etc/containers/systemd/mailcloud.container").Content;
        var image = quadlet.Split('\n').Single(line => line.StartsWith("Image=", StringComparison.Ordinal)).Split('/', 2)[1];
        Assert.Equal([image], order!["imageNames"]!.AsArray().Select(wanted => (string?)wanted));
        Assert.Contains("Dockerfile", context);
        Assert.Contains("global.json", context);
        Assert.Contains("src/MailCloud.Listener/MailCloud.Listener.csproj", context);
        Assert.DoesNotContain(context, file => file.Split('/').Any(level => level is "obj" or "bin" or "node_modules" or "tests"));
    }

    [Fact]
    public async Task A_build_that_fails_fails_the_deployment_and_shows_its_log()
    {
        statuses.Enqueue("Failed");

        var (exitCode, output) = await RunAsync("vm");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("src/Program.cs does not compile", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_azd_deploys_the_listener_there_is_nothing_to_do()
    {
        var (exitCode, output) = await RunAsync("containerapp");

        Assert.True(exitCode == 0, output);
        Assert.Null(order);
        Assert.Empty(context);
    }

    private string Address => azure.Urls.Single();

    private async Task<(int ExitCode, string Output)> RunAsync(string host) =>
        await Tool.RunAsync(
            "env",
            [
                $"PATH={folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
                $"MAILCLOUD_LISTENER_HOST={host}",
                $"MAILCLOUD_RESOURCE_MANAGER={Address}",
                "AZURE_SUBSCRIPTION_ID=s",
                "AZURE_RESOURCE_GROUP=g",
                "AZURE_CONTAINER_REGISTRY_ENDPOINT=mailcloud.azurecr.io",
                "dotnet",
                "run",
                Bicep.PathOf("infra/hooks/predeploy.cs"),
            ]
        );

    private static IResult Answer(JsonObject body) => Results.Text(body.ToJsonString(), "application/json");

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        Assert.Equal("BlockBlob", request.Headers["x-ms-blob-type"]);
        await using var unzipped = new GZipStream(request.Body, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync() is { } entry)
            context.Add(entry.Name);
        return Results.Created();
    }

    private async Task<IResult> OrderAsync(HttpRequest request)
    {
        order = await JsonNode.ParseAsync(request.Body);
        return Answer(new() { ["properties"] = new JsonObject { ["runId"] = "r1" } });
    }
}
