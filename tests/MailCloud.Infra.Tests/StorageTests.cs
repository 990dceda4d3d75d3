using MailCloud.Storage;

namespace MailCloud.Infra.Tests;

public class StorageTests
{
    private const string Accounts = "Microsoft.Storage/storageAccounts";

    [Theory]
    [MemberData(nameof(Deployment.Kinds), MemberType = typeof(Deployment))]
    public async Task No_key_opens_an_account_and_nothing_is_public(string listenerHost, bool manageDns)
    {
        var deployment = await Deployment.OfAsync(listenerHost, manageDns);

        Assert.Equal(2, deployment.Of(Accounts).Count);
        Assert.All(
            deployment.Of(Accounts).Select(account => account["properties"]!),
            account =>
            {
                Assert.False((bool)account["allowSharedKeyAccess"]!);
                Assert.True((bool)account["defaultToOAuthAuthentication"]!);
                Assert.False((bool)account["allowBlobPublicAccess"]!);
                Assert.False((bool)account["allowCrossTenantReplication"]!);
                Assert.True((bool)account["supportsHttpsTrafficOnly"]!);
                Assert.Equal("TLS1_2", (string)account["minimumTlsVersion"]!);
            }
        );
        Assert.All(
            deployment.Of($"{Accounts}/blobServices/containers"),
            container => Assert.Equal("None", (string)container["properties"]!["publicAccess"]!)
        );
    }

    [Fact]
    public async Task The_mail_account_has_what_the_program_looks_for()
    {
        var deployment = await Deployment.OfAsync();

        Assert.Equal(ContainerNames.All.Order(StringComparer.Ordinal), deployment.NamesIn("mail", $"{Accounts}/blobServices/containers"));
        Assert.Equal(TableNames.All.Order(StringComparer.Ordinal), deployment.NamesIn("mail", $"{Accounts}/tableServices/tables"));
        Assert.Equal(QueueNames.All.Order(StringComparer.Ordinal), deployment.NamesIn("mail", $"{Accounts}/queueServices/queues"));
    }

    [Fact]
    public async Task The_host_account_has_packages_and_no_mail()
    {
        var deployment = await Deployment.OfAsync();

        Assert.Equal(["packages"], deployment.NamesIn("host", $"{Accounts}/blobServices/containers"));
        Assert.Empty(deployment.NamesIn("host", $"{Accounts}/tableServices/tables"));
        Assert.Empty(deployment.NamesIn("host", $"{Accounts}/queueServices/queues"));
    }

    [Fact]
    public async Task What_is_deleted_or_replaced_can_be_brought_back_for_as_long_as_wanted()
    {
        var deployment = await Deployment.OfAsync(("retentionDays", "30"));

        var blobs = deployment
            .Of($"{Accounts}/blobServices")
            .Single(service => ((string)service["name"]!).StartsWith("mail", StringComparison.Ordinal));
        foreach (var policy in (string[])["deleteRetentionPolicy", "containerDeleteRetentionPolicy"])
        {
            Assert.True((bool)blobs["properties"]![policy]!["enabled"]!);
            Assert.Equal(30, (int)blobs["properties"]![policy]!["days"]!);
        }
        Assert.False((bool)blobs["properties"]!["isVersioningEnabled"]!);
    }

    [Fact]
    public async Task Old_packs_and_nothing_else_move_to_the_cool_tier()
    {
        var rule = Assert.Single(
            (await Deployment.OfAsync(("coolAfterDays", "90"))).One($"{Accounts}/managementPolicies")["properties"]!["policy"]![
                "rules"
            ]!.AsArray()
        )!["definition"]!;

        Assert.Equal([$"{ContainerNames.Messages}/"], rule["filters"]!["prefixMatch"]!.AsArray().Select(prefix => (string)prefix!));
        Assert.Equal(["baseBlob"], rule["actions"]!.AsObject().Select(action => action.Key));
        Assert.Equal(90, (int)rule["actions"]!["baseBlob"]!["tierToCool"]!["daysAfterModificationGreaterThan"]!);
        Assert.Equal(["tierToCool"], rule["actions"]!["baseBlob"]!.AsObject().Select(action => action.Key));
        Assert.Empty((await Deployment.OfAsync(("coolAfterDays", "0"))).Of($"{Accounts}/managementPolicies"));
    }
}
