#:property PublishAot=false
// Before deployment. Where the listener runs on virtual machines, azd knows no host to deploy it to: the registry builds the image from the same Dockerfile then, and
// the machines fetch it. Nobody needs a container engine for that. Elsewhere there is nothing to do.
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

const string Image = "mailcloud/listener:latest";
const string ApiVersion = "api-version=2019-04-01";

if (Environment.GetEnvironmentVariable("MAILCLOUD_LISTENER_HOST") is not "vm")
    return 0;

// Another address in the clouds that are Azure's and not the public one.
var resourceManager = Environment.GetEnvironmentVariable("MAILCLOUD_RESOURCE_MANAGER") ?? "https://management.azure.com";
var registry = Required("AZURE_CONTAINER_REGISTRY_ENDPOINT").Split('.')[0];
var address =
    $"{resourceManager}/subscriptions/{Required("AZURE_SUBSCRIPTION_ID")}/resourceGroups/{Required("AZURE_RESOURCE_GROUP")}"
    + $"/providers/Microsoft.ContainerRegistry/registries/{registry}";
using var web = new HttpClient();
var token = await TokenAsync($"{resourceManager}/.default");

var place = await AskAsync(HttpMethod.Post, "listBuildSourceUploadUrl");
await UploadAsync(Text(place, "uploadUrl"), await ContextAsync());
var build = await AskAsync(
    HttpMethod.Post,
    "scheduleRun",
    new JsonObject
    {
        ["type"] = "DockerBuildRequest",
        ["imageNames"] = new JsonArray(Image),
        ["isPushEnabled"] = true,
        ["sourceLocation"] = Text(place, "relativePath"),
        ["dockerFilePath"] = "Dockerfile",
        ["platform"] = new JsonObject { ["os"] = "Linux", ["architecture"] = "amd64" },
        ["timeout"] = 1800,
    }
);
var run = Text(build["properties"]!, "runId");
Console.WriteLine($"The registry {registry} builds {Image}.");
while (true)
{
    var status = Text((await AskAsync(HttpMethod.Get, $"runs/{run}"))["properties"]!, "status");
    if (status is "Succeeded")
        return 0;
    if (status is not ("Queued" or "Started" or "Running"))
    {
        var log = Text(await AskAsync(HttpMethod.Post, $"runs/{run}/listLogSasUrl"), "logLink");
        Console.Error.WriteLine(await web.GetStringAsync(log));
        Console.Error.WriteLine($"The image was not built: {status}.");
        return 1;
    }
    await Task.Delay(TimeSpan.FromSeconds(3));
}

static string Required(string name) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set: run `azd provision` first.");

static string Text(JsonNode node, string name) =>
    (string?)node[name] ?? throw new InvalidOperationException($"Azure's answer has no {name}.");

// As whom azd is logged in.
static async Task<string> TokenAsync(string scope)
{
    var start = new ProcessStartInfo("azd", ["auth", "token", "--scope", scope, "--output", "json"])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    };
    using var azd = Process.Start(start) ?? throw new InvalidOperationException("azd does not start.");
    var answer = await azd.StandardOutput.ReadToEndAsync();
    await azd.WaitForExitAsync();
    return azd.ExitCode == 0
        ? Text(JsonNode.Parse(answer)!, "token")
        : throw new InvalidOperationException("azd gives no token: `azd auth login`.");
}

async Task<JsonNode> AskAsync(HttpMethod method, string what, JsonObject? body = null)
{
    using var request = new HttpRequestMessage(method, $"{address}/{what}?{ApiVersion}");
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    if (body is not null)
        request.Content = JsonContent.Create<JsonNode>(body);
    using var response = await web.SendAsync(request);
    var answer = await response.Content.ReadAsStringAsync();
    return response.IsSuccessStatusCode
        ? JsonNode.Parse(answer)!
        : throw new InvalidOperationException($"{what} at the registry: {(int)response.StatusCode} {answer}");
}

async Task UploadAsync(string url, Stream context)
{
    using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(context) };
    request.Headers.Add("x-ms-blob-type", "BlockBlob");
    using var response = await web.SendAsync(request);
    response.EnsureSuccessStatusCode();
}

// What the Dockerfile copies, which is what .dockerignore lets through.
static async Task<Stream> ContextAsync()
{
    var root = Path.GetFullPath("../..", (string)AppContext.GetData("EntryPointFileDirectoryPath")!);
    var lines = await File.ReadAllLinesAsync(Path.Combine(root, ".dockerignore"));
    var wanted = lines.Where(line => line.StartsWith('!')).Select(line => Path.Combine(root, line[1..]));
    var unwanted = lines
        .Where(line => line.StartsWith("**/", StringComparison.Ordinal))
        .Select(line => line[3..])
        .ToHashSet(StringComparer.Ordinal);
    var context = new MemoryStream();
    await using (var zip = new GZipStream(context, CompressionLevel.Optimal, leaveOpen: true))
    await using (var tar = new TarWriter(zip))
        foreach (var path in wanted.Append(Path.Combine(root, "Dockerfile")).SelectMany(Files))
            await tar.WriteEntryAsync(path, Path.GetRelativePath(root, path).Replace('\\', '/'));
    context.Position = 0;
    return context;

    IEnumerable<string> Files(string path) =>
        File.Exists(path)
            ? [path]
            : Directory.EnumerateFileSystemEntries(path).Where(entry => !unwanted.Contains(Path.GetFileName(entry))).SelectMany(Files);
}
