using System.Xml.Linq;

namespace MailCloud.House.Tests;

/// <summary>Which project may know which. A new arrow is a decision: it is drawn here first.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        // The domain knows nobody.
        ["MailCloud.Mail"] = [],
        ["MailCloud.Protocol"] = ["MailCloud.Mail"],
        ["MailCloud.Dns"] = ["MailCloud.Mail"],
        // Who really sent a message, and how we prove that we did.
        ["MailCloud.SenderAuthentication"] = ["MailCloud.Mail", "MailCloud.Dns"],
        ["MailCloud.Spam"] = ["MailCloud.Mail"],
        // The text index: how it is built and asked. Engines see it as Mail's ITextIndex.
        ["MailCloud.Search"] = ["MailCloud.Mail"],
        // The way out: the client side of SMTP.
        ["MailCloud.Outbound"] = ["MailCloud.Mail", "MailCloud.Protocol", "MailCloud.Dns", "MailCloud.SenderAuthentication"],
        // Engines: no sockets, no storage.
        ["MailCloud.Smtp"] = ["MailCloud.Mail", "MailCloud.Protocol", "MailCloud.Dns", "MailCloud.SenderAuthentication", "MailCloud.Spam"],
        ["MailCloud.Imap"] = ["MailCloud.Mail", "MailCloud.Protocol"],
        ["MailCloud.Pop3"] = ["MailCloud.Mail", "MailCloud.Protocol"],
        // JMAP is HTTP, and so this engine speaks ASP.NET's.
        ["MailCloud.Jmap"] = ["MailCloud.Mail"],
        // The page, and what it needs besides JMAP: log-in, HTML made safe, pictures fetched for it.
        ["MailCloud.Webmail"] = ["MailCloud.Mail", "MailCloud.Dns", "MailCloud.SenderAuthentication", "MailCloud.Jmap"],
        // As whom a process enters Azure's resources.
        ["MailCloud.Identity"] = ["MailCloud.Mail"],
        // The only user of Azure's data clients.
        ["MailCloud.Storage"] = ["MailCloud.Mail", "MailCloud.Identity"],
        // The only user of Key Vault's secrets.
        ["MailCloud.Secrets"] = ["MailCloud.Mail", "MailCloud.Identity"],
        // Certificates: how they come into the vault, and out of it.
        ["MailCloud.Certificates"] = ["MailCloud.Mail", "MailCloud.Dns", "MailCloud.Identity"],
        // Where traces, metrics and logs go.
        ["MailCloud.Telemetry"] = ["MailCloud.Mail", "MailCloud.Identity"],
        // What tells mail programs and other servers about the service.
        ["MailCloud.Discovery"] = ["MailCloud.Mail"],
        ["MailCloud.Local"] = [],
        // Composition.
        ["MailCloud.Listener"] =
        [
            "MailCloud.Identity",
            "MailCloud.Mail",
            "MailCloud.Protocol",
            "MailCloud.Smtp",
            "MailCloud.Imap",
            "MailCloud.Pop3",
            "MailCloud.Dns",
            "MailCloud.SenderAuthentication",
            "MailCloud.Spam",
            "MailCloud.Search",
            "MailCloud.Secrets",
            "MailCloud.Certificates",
            "MailCloud.Telemetry",
            "MailCloud.Storage",
        ],
        ["MailCloud.Functions"] =
        [
            "MailCloud.Identity",
            "MailCloud.Certificates",
            "MailCloud.Telemetry",
            "MailCloud.Discovery",
            "MailCloud.Mail",
            "MailCloud.Dns",
            "MailCloud.SenderAuthentication",
            "MailCloud.Outbound",
            "MailCloud.Spam",
            "MailCloud.Search",
            "MailCloud.Secrets",
            "MailCloud.Jmap",
            "MailCloud.Webmail",
            "MailCloud.Storage",
        ],
        ["MailCloud.Cli"] =
        [
            "MailCloud.Identity",
            "MailCloud.Certificates",
            "MailCloud.Telemetry",
            "MailCloud.Discovery",
            "MailCloud.Mail",
            "MailCloud.Dns",
            "MailCloud.SenderAuthentication",
            "MailCloud.Outbound",
            "MailCloud.Spam",
            "MailCloud.Search",
            "MailCloud.Secrets",
            "MailCloud.Jmap",
            "MailCloud.Webmail",
            "MailCloud.Storage",
            "MailCloud.Listener",
            "MailCloud.Functions",
            "MailCloud.Local",
        ],
    };

    public static TheoryData<string> Projects() =>
        [.. Repository.Files("src", "*.csproj").Concat(Repository.Files("functions", "*.csproj")).Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_the_projects_it_may_know(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} has no row in {nameof(ArrowTests)}: say what it may know.");
        Assert.Empty(
            References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(allowed!, StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_storage_uses_the_azure_data_clients(string project)
    {
        var packages = References(project, "PackageReference");
        if (Path.GetFileNameWithoutExtension(project) is not "MailCloud.Storage")
            Assert.DoesNotContain(
                packages,
                package =>
                    package.StartsWith("Azure.Storage.", StringComparison.Ordinal)
                    || package.StartsWith("Azure.Data.", StringComparison.Ordinal)
            );
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
