using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using CsCheck;
using MailCloud.Discovery.Apple;
using MailCloud.Mail.Addresses;
using MailCloud.Testing;

namespace MailCloud.Discovery.Tests;

/// <summary>The profile that sets up Apple's devices.</summary>
public class ProfileTests
{
    private const string Path = "/mail/apple.mobileconfig?address=";

    [Fact]
    public async Task Without_a_certificate_it_is_not_signed_and_says_so()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var answer = await world.GetAsync(Path + "alice@example.org");
        Assert.Equal((200, "application/x-apple-aspen-config", "no-store"), (answer.Status, answer.Type, answer.Caching));
        Assert.Contains("example.org.mobileconfig", answer.Disposition, StringComparison.Ordinal);
        Golden.Same("unsigned.mobileconfig", answer.Text);
        Assert.Contains("not signed", Root(answer.Body)["PayloadDescription"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_its_signature_leads_to_the_authority()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.AddCertificate();
        var answer = await world.GetAsync(Path + "alice@example.org");
        string[] verify = ["cms", "-verify", "-inform", "DER", "-purpose", "any", "-CAfile", world.AuthorityFile];
        var profile = await Tool.FilterAsync("openssl", verify, answer.Body);
        var root = Root(profile);
        Assert.Equal("Configuration", root["PayloadType"]);
        Assert.DoesNotContain("not signed", root["PayloadDescription"], StringComparison.Ordinal);

        // The signature is of this profile: one octet of it changed, and it is not valid any more.
        var forged = Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(answer.Body).Replace("mail.example.org", "evil.example.org", StringComparison.Ordinal)
        );
        Assert.NotEqual(answer.Body, forged);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Tool.FilterAsync("openssl", verify, forged));
    }

    [Fact]
    public async Task A_certificate_that_no_device_would_believe_does_not_sign()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256);
        using var itsOwn = request.CreateSelfSigned(world.Time.GetUtcNow().AddDays(-2), world.Time.GetUtcNow().AddDays(30));
        world.Certificate = SslStreamCertificateContext.Create(itsOwn, additionalCertificates: null, offline: true);
        Golden.Same("unsigned.mobileconfig", (await world.GetAsync(Path + "alice@example.org")).Text);

        world.AddCertificate();
        Assert.NotEqual((byte)'<', (await world.GetAsync(Path + "alice@example.org")).Body[0]);
        world.Time.Advance(TimeSpan.FromDays(400));
        Golden.Same("unsigned.mobileconfig", (await world.GetAsync(Path + "alice@example.org")).Text);
    }

    [Fact]
    public void It_is_a_property_list_of_an_account_without_a_password()
    {
        var root = Root(Profile("alice@example.org"));
        Assert.Equal("org.example.mail", string.Join('.', root["PayloadIdentifier"].Split('.').Take(3)));
        var account = Dictionary(root.Element("PayloadContent").Elements("dict").Single());
        Assert.Equal("com.apple.mail.managed", account["PayloadType"]);
        Assert.Equal("EmailTypeIMAP", account["EmailAccountType"]);
        foreach (var direction in new[] { "Incoming", "Outgoing" })
        {
            Assert.Equal("mail.example.org", account[$"{direction}MailServerHostName"]);
            Assert.Equal("alice@example.org", account[$"{direction}MailServerUsername"]);
            Assert.Equal("EmailAuthPassword", account[$"{direction}MailServerAuthentication"]);
            Assert.Equal("true", account.Element($"{direction}MailServerUseSSL").Name.LocalName);
        }
        Assert.Equal(("993", "465"), (account["IncomingMailServerPortNumber"], account["OutgoingMailServerPortNumber"]));
        Assert.DoesNotContain(account.Keys, key => key is "IncomingPassword" or "OutgoingPassword");
    }

    [Fact]
    public void The_same_address_has_the_same_profile_and_another_one_another()
    {
        Assert.Equal(Ids("alice@example.org"), Ids("Alice@EXAMPLE.org"));
        Assert.Empty(Ids("alice@example.org").Intersect(Ids("bob@example.org"), StringComparer.Ordinal));
        Assert.Equal(2, Ids("alice@example.org").Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("alice@elsewhere.example")]
    [InlineData("alice")]
    [InlineData("")]
    [InlineData("a%00b@example.org")]
    [InlineData("a%EF%BF%BFb@example.org")]
    [InlineData("%22a%20b%22@example.org")]
    public async Task What_is_no_address_of_ours_is_not_found(string address)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(404, (await world.GetAsync(Path + address)).Status);
    }

    [Fact]
    public async Task Odd_addresses_come_through_xml_as_they_are()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var atoms = Gen.Char["abcXYZ019!#$%&'*+-/=?^_`{|}~<>\"äß漢\u202Eא"];
        await atoms
            .Array[1, 12]
            .Select(characters => $"{new string(characters)}@example.org")
            .SampleAsync(
                async address =>
                {
                    var answer = await world.GetAsync(Path + Uri.EscapeDataString(address));
                    return Address.TryParse(address, out _)
                        ? string.Equals(address, AccountOf(answer.Body)["EmailAddress"], StringComparison.Ordinal)
                        : answer.Status is 404;
                },
                iter: 300
            );
    }

    private static byte[] Profile(string address) => AppleProfile.Of(Asked.AddressOf(address)!, DiscoveryWorld.Access, isSigned: true);

    private static string[] Ids(string address)
    {
        var root = Root(Profile(address));
        return [root["PayloadUUID"], AccountOf(Profile(address))["PayloadUUID"]];
    }

    private static PropertyListDictionary AccountOf(byte[] profile) =>
        Dictionary(Root(profile).Element("PayloadContent").Elements("dict").Single());

    private static PropertyListDictionary Root(byte[] profile) =>
        Dictionary(XDocument.Parse(Encoding.UTF8.GetString(profile)).Root!.Elements("dict").Single());

    private static PropertyListDictionary Dictionary(XElement dict) => new(dict);

    /// <summary>A dictionary as a property list has it: keys and values behind each other.</summary>
    private sealed class PropertyListDictionary(XElement dict)
    {
        private readonly Dictionary<string, XElement> entries = dict.Elements("key")
            .ToDictionary(key => key.Value, key => key.ElementsAfterSelf().First(), StringComparer.Ordinal);

        public IEnumerable<string> Keys => entries.Keys;

        public string this[string key] => entries[key].Value;

        public XElement Element(string key) => entries[key];
    }
}
