using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>What the image would have in <c>/app</c>: made by the Dockerfile's own command, from what it copies and nothing else.</summary>
public sealed class PublishedImage : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-image-");

    /// <summary>The folder that stands for <c>/app</c>.</summary>
    public string App => Path.Combine(folder.FullName, "app");

    public async ValueTask InitializeAsync()
    {
        var command = Assert.Single(Dockerfile.Instructions["RUN"]).Split(' ');
        Assert.Equal(["dotnet", "publish"], command[..2]);
        Assert.Equal(["--output", "/app"], command[^2..]);
        // Build folders of this checkout stay out, as .dockerignore keeps them out.
        string[] madeHere = ["--exclude=bin", "--exclude=obj", "--exclude=node_modules", "--exclude=dist"];
        var archive = Path.Combine(folder.FullName, "context.tar");
        await Tool.SucceedAsync(
            "tar",
            [.. madeHere, "--directory", Bicep.PathOf("."), "--create", "--file", archive, .. Dockerfile.Sources]
        );
        await Tool.SucceedAsync("tar", ["--extract", "--directory", folder.FullName, "--file", archive]);
        await Tool.SucceedAsync("env", ["-C", folder.FullName, .. command[..^1], App]);
        // Another user will read it.
        await Tool.SucceedAsync("chmod", ["--recursive", "go+rX", folder.FullName]);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
