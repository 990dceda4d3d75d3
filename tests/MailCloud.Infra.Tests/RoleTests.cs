using System.Text.RegularExpressions;

namespace MailCloud.Infra.Tests;

/// <summary>Who may do what, as a table. A line more or less here is a decision that somebody has to make.</summary>
public partial class RoleTests
{
    private const string Expected = """
        deployer  | Key Vault Certificates Officer       | edge vault
        deployer  | Key Vault Certificates Officer       | secrets vault
        deployer  | Key Vault Secrets Officer            | edge vault
        deployer  | Key Vault Secrets Officer            | secrets vault
        deployer  | Storage Blob Data Contributor        | mail
        deployer  | Storage Queue Data Contributor       | mail
        deployer  | Storage Table Data Contributor       | mail
        functions | Key Vault Certificate User           | edge vault
        functions | Key Vault Secrets Officer            | secrets vault
        functions | Monitoring Metrics Publisher         | insights
        functions | Storage Blob Data Contributor        | mail
        functions | Storage Blob Data Owner              | host
        functions | Storage Queue Data Message Processor | mail
        functions | Storage Queue Data Message Sender    | mail
        functions | Storage Queue Data Reader            | mail
        functions | Storage Table Data Contributor       | mail
        listener  | AcrPull                              | registry
        listener  | Key Vault Certificate User           | edge vault
        listener  | Monitoring Metrics Publisher         | insights
        listener  | Storage Blob Data Contributor        | mail: container messages
        listener  | Storage Blob Data Reader             | mail: container indexes
        listener  | Storage Blob Data Reader             | mail: container models
        listener  | Storage Queue Data Message Sender    | mail: queue deliver
        listener  | Storage Queue Data Message Sender    | mail: queue index
        listener  | Storage Queue Data Message Sender    | mail: queue train
        listener  | Storage Table Data Contributor       | mail: table accounts
        listener  | Storage Table Data Contributor       | mail: table beacon
        listener  | Storage Table Data Contributor       | mail: table greylist
        listener  | Storage Table Data Contributor       | mail: table refs
        listener  | Storage Table Data Reader            | mail: table addresses
        listener  | Storage Table Data Reader            | mail: table credentials
        listener  | Storage Table Data Reader            | mail: table domains
        """;

    private const string ExpectedWithZone = """
        renewal   | DNS Zone Contributor                 | zone example.org
        renewal   | Key Vault Certificates Officer       | edge vault
        """;

    /// <summary>The built-in roles, from Microsoft's list.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["befefa01-2a29-4197-83a8-272ff33ce314"] = "DNS Zone Contributor",
        ["db79e9a7-68ee-4b58-9aeb-b90e7c24fcba"] = "Key Vault Certificate User",
        ["a4417e6f-fecd-4de8-b567-7b0420556985"] = "Key Vault Certificates Officer",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["8a0f0c08-91a1-4084-bc3d-661d67233fed"] = "Storage Queue Data Message Processor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["19e7f393-937e-4f77-808e-94535e297925"] = "Storage Queue Data Reader",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["76199698-9eea-4c19-bc75-cec21354c6b6"] = "Storage Table Data Reader",
    };

    [Theory]
    [MemberData(nameof(Deployment.Kinds), MemberType = typeof(Deployment))]
    public async Task Each_identity_has_the_roles_it_needs_where_it_needs_them(string listenerHost, bool manageDns)
    {
        var roles = RolesOf(await Deployment.OfAsync(listenerHost, manageDns));

        Assert.Equal(manageDns ? $"{Expected}\n{ExpectedWithZone}" : Expected, string.Join('\n', roles));
    }

    [Fact]
    public async Task A_deployment_by_nobody_gives_nobody_roles()
    {
        var roles = RolesOf(await Deployment.OfAsync(("principalId", "''")), "");

        Assert.DoesNotContain(roles, line => line.StartsWith("deployer", StringComparison.Ordinal));
        Assert.Equal(27, roles.Count);
    }

    private static IReadOnlyList<string> RolesOf(Deployment deployment, string deployer = Deployment.Deployer) =>
        [
            .. deployment
                .Of("Microsoft.Authorization/roleAssignments")
                .Select(assignment =>
                {
                    var properties = assignment["properties"]!;
                    var role = ((string)properties["roleDefinitionId"]!).Split('/')[^1];
                    return $"{WhoOf((string)properties["principalId"]!, deployer), -9} | {Names[role], -36} | {PlaceOf((string)assignment["id"]!)}";
                })
                .Order(StringComparer.Ordinal),
        ];

    private static string WhoOf(string principal, string deployer) =>
        principal == deployer ? "deployer"
        : Identity().Match(principal) is { Success: true } found ? found.Groups["name"].Value
        : principal;

    /// <summary>From the assignment's id, which is the id of what it is for and then its own, or the expression that makes it.</summary>
    private static string PlaceOf(string id)
    {
        var parts = Scope().Match(id).Groups["place"].Value.Split('/');
        var (type, name) = (parts[0], parts[1]);
        return (type, parts.Length) switch
        {
            ("storageAccounts", 2) => AccountOf(name),
            ("storageAccounts", _) => $"{AccountOf(name)}: {parts[^2][..^1]} {parts[^1]}",
            ("vaults", _) => $"{name[..name.IndexOf('-', StringComparison.Ordinal)]} vault",
            ("components", _) => "insights",
            ("registries", _) => "registry",
            ("dnsZones", _) => $"zone {name}",
            _ => id,
        };
    }

    private static string AccountOf(string name) => name[..4];

    [GeneratedRegex(@"/userAssignedIdentities/[\w-]+-(?<name>\w+)'", RegexOptions.NonBacktracking)]
    private static partial Regex Identity();

    [GeneratedRegex(
        @"/resourceGroups/rg-test/providers/Microsoft\.\w+/(?<place>[^'\[\]]+?)(?:'|/providers/)",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Scope();
}
