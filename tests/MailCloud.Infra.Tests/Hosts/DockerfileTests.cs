using System.Net;
using MailCloud.Listener;
using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

public class DockerfileTests
{
    private static readonly ILookup<string, string> Instructions = Checkout
        .Read("Dockerfile")
        .Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Select(line => line.Split(' ', 2))
        .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    [Fact]
    public void It_is_built_from_images_with_a_version_and_runs_in_one_without_a_shell()
    {
        var images = Instructions["FROM"].Select(line => line.Split(' ')[0]).ToArray();

        Assert.All(images, image => Assert.Matches("^mcr.microsoft.com/dotnet/[a-z]+:10[.]0-[a-z-]+$", image));
        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", images[^1]);
    }

    [Fact]
    public void Nobody_is_root_in_it() => Assert.Equal("$APP_UID", Assert.Single(Instructions["USER"]));

    [Fact]
    public void It_has_the_ports_that_the_listener_has_unless_told_otherwise()
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-ports-");
        try
        {
            var certificate = Path.Combine(folder.FullName, "certificate.pem");
            File.WriteAllText(certificate, "");
            var settings = ListenerSettings.Read(name =>
                name switch
                {
                    "MAILCLOUD_HOSTNAME" => "mail.example.org",
                    "MAILCLOUD_TLS_CERTIFICATE" or "MAILCLOUD_TLS_KEY" => certificate,
                    _ => null,
                }
            );
            int[] ports =
            [
                settings.Ports.Smtp,
                settings.Ports.Submissions,
                settings.Ports.Submission,
                settings.Ports.Imaps,
                settings.Ports.Pop3s,
            ];
            Assert.Equal([.. ports, 8080], Assert.Single(Instructions["EXPOSE"]).Split(' ').Select(port => int.Parse(port, null)));
            Assert.All(ports, port => Assert.InRange(port, 1024, IPEndPoint.MaxPort));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Whatever_it_copies_is_there_and_is_sent_to_the_builder()
    {
        var allowed = Checkout.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        var sources = Instructions["COPY"]
            .Where(line => !line.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[..^1])
            .Select(source => source.TrimEnd('/'))
            .ToArray();

        Assert.Equal(allowed.Order(StringComparer.Ordinal), sources.Order(StringComparer.Ordinal));
        Assert.All(sources, source => Assert.True(Path.Exists(Checkout.PathOf(source)), source));
    }

    [Fact]
    public async Task Its_publish_command_makes_the_program_that_it_starts()
    {
        var command = Assert.Single(Instructions["RUN"]).Split(' ');
        Assert.Equal(["dotnet", "publish"], command[..2]);
        Assert.Equal(["--output", "/app"], command[^2..]);
        var program = Assert.Single(Instructions["ENTRYPOINT"]).Split('"')[3];
        var folder = Directory.CreateTempSubdirectory("mailcloud-image-");
        try
        {
            // Only what the image is built from, as the builder has it: this checkout's own build folders stay out of it.
            var sources = Instructions["COPY"]
                .Where(line => !line.StartsWith("--from", StringComparison.Ordinal))
                .SelectMany(line => line.Split(' ')[..^1]);
            string[] madeHere = ["--exclude=bin", "--exclude=obj", "--exclude=node_modules", "--exclude=dist"];
            var archive = Path.Combine(folder.FullName, "context.tar");
            await Tool.SucceedAsync("tar", [.. madeHere, "--directory", Checkout.Root, "--create", "--file", archive, .. sources]);
            await Tool.SucceedAsync("tar", ["--extract", "--directory", folder.FullName, "--file", archive]);
            var output = Path.Combine(folder.FullName, "app");
            await Tool.SucceedAsync("env", ["-C", folder.FullName, .. command[..^1], output]);

            Assert.True(File.Exists(Path.Combine(output, program)));
            // What the image has no shared framework for is not wanted in it either.
            Assert.Contains(
                "Microsoft.AspNetCore.App",
                await File.ReadAllTextAsync(Path.Combine(output, Path.ChangeExtension(program, "runtimeconfig.json"))),
                StringComparison.Ordinal
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
