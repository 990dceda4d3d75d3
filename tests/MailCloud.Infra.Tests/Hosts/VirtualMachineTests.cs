using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests.Hosts;

public class VirtualMachineTests
{
    public const string Machine = "Microsoft.Compute/virtualMachines";
    private const string Identity = "/subscriptions/s/listener";

    internal static readonly (string Name, string Value)[] Parameters =
    [
        ("name", "'mail'"),
        ("location", "'westeurope'"),
        ("tags", "{}"),
        ("subnetId", "'/subscriptions/s/subnets/vm'"),
        ("identity", $"{{ id: '{Identity}', clientId: '11111111-1111-1111-1111-111111111111' }}"),
        ("registryServer", "'registry.azurecr.io'"),
        ("env", "[{ name: 'MAILCLOUD_HOSTNAME', value: 'mail.example.org' }, { name: 'MAILCLOUD_DOMAIN', value: 'example.org' }]"),
    ];

    [Fact]
    public async Task Each_machine_has_an_address_of_its_own_that_leads_back_to_the_servers_name()
    {
        var snapshot = await ModuleSnapshot.OfAsync("vm.bicep", [.. Parameters, ("count", "3"), ("reverseFqdn", "'mail.example.org'")]);

        var addresses = snapshot.Of("Microsoft.Network/publicIPAddresses");
        Assert.Equal(["mail1", "mail2", "mail3"], addresses.Select(address => (string)address["name"]!));
        Assert.All(addresses, address => Assert.Equal("Standard", (string)address["sku"]!["name"]!));
        Assert.All(addresses, address => Assert.Equal("Static", (string)address["properties"]!["publicIPAllocationMethod"]!));
        Assert.All(addresses, address => Assert.Equal("mail.example.org.", (string)address["properties"]!["dnsSettings"]!["reverseFqdn"]!));
        Assert.Equal(["mail1", "mail2", "mail3"], snapshot.Of(Machine).Select(machine => (string)machine["name"]!));
    }

    [Fact]
    public async Task Before_the_domain_is_delegated_addresses_lead_back_to_no_name_that_Azure_would_refuse()
    {
        var snapshot = await ModuleSnapshot.OfAsync("vm.bicep", Parameters);

        Assert.Null(snapshot.One("Microsoft.Network/publicIPAddresses")["properties"]!["dnsSettings"]!["reverseFqdn"]);
    }

    [Fact]
    public async Task A_machine_starts_trusted_and_is_kept_up_to_date()
    {
        var machine = (await ModuleSnapshot.OfAsync("vm.bicep", Parameters)).One(Machine)["properties"]!;

        Assert.Equal("TrustedLaunch", (string)machine["securityProfile"]!["securityType"]!);
        Assert.True((bool)machine["securityProfile"]!["uefiSettings"]!["secureBootEnabled"]!);
        Assert.True((bool)machine["securityProfile"]!["uefiSettings"]!["vTpmEnabled"]!);
        Assert.Equal("AutomaticByPlatform", (string)machine["osProfile"]!["linuxConfiguration"]!["patchSettings"]!["patchMode"]!);
        Assert.NotNull(machine["availabilitySet"]);
    }

    [Fact]
    public async Task A_machine_has_the_listeners_identity_and_no_password()
    {
        var machine = (await ModuleSnapshot.OfAsync("vm.bicep", Parameters)).One(Machine);

        Assert.Equal([Identity], machine["identity"]!["userAssignedIdentities"]!.AsObject().Select(identity => identity.Key));
        Assert.True((bool)machine["properties"]!["osProfile"]!["linuxConfiguration"]!["disablePasswordAuthentication"]!);
        Assert.Null(machine["properties"]!["osProfile"]!["adminPassword"]);
    }

    [Fact]
    public async Task Nobody_has_the_key_of_a_machine_that_nobody_may_log_in_to()
    {
        var key = Key((await ModuleSnapshot.OfAsync("vm.bicep", Parameters)).One(Machine));

        // The algorithm and the key, each behind its length. A public key that is a hash has no known private key.
        byte[] wanted = [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. SHA256.HashData("Nobody has the private key."u8)];
        Assert.Equal($"ssh-ed25519 {Convert.ToBase64String(wanted)}", key);
    }

    [Fact]
    public async Task Who_gave_a_key_can_log_in()
    {
        var snapshot = await ModuleSnapshot.OfAsync("vm.bicep", [.. Parameters, ("sshPublicKey", "'ssh-ed25519 AAAA me'")]);

        Assert.Equal("ssh-ed25519 AAAA me", Key(snapshot.One(Machine)));
    }

    [Fact]
    public async Task Settings_may_change_without_making_the_machine_anew()
    {
        var before = (await ModuleSnapshot.OfAsync("vm.bicep", Parameters)).One(Machine)["properties"]!;
        (string, string)[] changed =
        [
            .. Parameters.Where(given => given.Name is not "env"),
            ("env", "[{ name: 'MAILCLOUD_OUTBOUND', value: 'mx' }]"),
        ];
        var after = (await ModuleSnapshot.OfAsync("vm.bicep", changed)).One(Machine)["properties"]!;

        Assert.Equal("MAILCLOUD_HOSTNAME=mail.example.org\nMAILCLOUD_DOMAIN=example.org\n", Decode(before["userData"]));
        Assert.Equal("MAILCLOUD_OUTBOUND=mx\n", Decode(after["userData"]));
        // Azure refuses to change these on a machine that is there.
        Assert.True(JsonNode.DeepEquals(before["osProfile"], after["osProfile"]));
    }

    private static string Decode(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    private static string Key(JsonNode machine) =>
        (string)machine["properties"]!["osProfile"]!["linuxConfiguration"]!["ssh"]!["publicKeys"]![0]!["keyData"]!;
}
