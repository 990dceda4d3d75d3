using System.Net;
using MailCloud.Listener;

namespace MailCloud.Infra.Tests.Hosts;

public class DockerfileTests
{
    [Fact]
    public void It_is_built_from_images_with_a_version_and_runs_in_one_without_a_shell()
    {
        var images = Dockerfile.Instructions["FROM"].Select(line => line.Split(' ')[0]).ToArray();

        Assert.All(images, image => Assert.Matches("^mcr.microsoft.com/dotnet/[a-z]+:10[.]0-[a-z-]+$", image));
        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", images[^1]);
    }

    [Fact]
    public void Nobody_is_root_in_it() => Assert.Equal("$APP_UID", Assert.Single(Dockerfile.Instructions["USER"]));

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
            Assert.Equal(
                [.. ports, 8080],
                Assert.Single(Dockerfile.Instructions["EXPOSE"]).Split(' ').Select(port => int.Parse(port, null))
            );
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

        Assert.Equal(allowed.Order(StringComparer.Ordinal), Dockerfile.Sources.Order(StringComparer.Ordinal));
        Assert.All(Dockerfile.Sources, source => Assert.True(Path.Exists(Bicep.PathOf(source)), source));
    }
}
