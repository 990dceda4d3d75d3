using System.Security.Cryptography;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Renewal;
using MailCloud.Certificates.Zones;
using MailCloud.Testing;

namespace MailCloud.Certificates.Tests.Renewal;

/// <summary>What is kept between runs.</summary>
public sealed class RenewalStateTests
{
    private static readonly Uri Directory = new("https://ca.example/directory");

    private readonly MemorySecrets secrets = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_as_it_was_written()
    {
        var states = new RenewalStates(secrets, "mail");
        Assert.True((await states.ReadAsync(Cancel)).IsIdle);
        var written = new RenewalState
        {
            Directory = Directory,
            Names = ["mail.example.org"],
            Order = new Uri("https://ca.example/order/1"),
            Request = "ab",
            Records = [new DnsText("_acme-challenge.mail.example.org", "x")],
        }.Failed("no", wish: null, DateTimeOffset.UnixEpoch);
        await states.WriteAsync(written, Cancel);
        var read = await states.ReadAsync(Cancel);
        Assert.Equal(written.Names, read.Names);
        Assert.Equal(written.Records, read.Records);
        Assert.Equal(written with { Names = read.Names, Records = read.Records }, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"failures":"many"}""")]
    [InlineData("""{"names":null,"records":null}""")]
    public async Task What_cannot_be_read_is_nothing(string text)
    {
        await secrets.SetAsync(new("acme-order-mail"), text + " ", Cancel);
        Assert.True((await new RenewalStates(secrets, "mail").ReadAsync(Cancel)).IsIdle);
    }

    [Fact]
    public async Task The_accounts_key_is_made_once_and_kept_before_it_is_used()
    {
        using var first = await new AccountKeys(secrets, Directory).OpenAsync(Cancel);
        using var second = await new AccountKeys(secrets, Directory).OpenAsync(Cancel);
        Assert.Equal(first.DnsTextOf("token"), second.DnsTextOf("token"));
    }

    [Fact]
    public async Task A_key_that_is_none_is_named_without_being_told()
    {
        await secrets.SetAsync(AccountKeys.Name, "hunter2", Cancel);
        var failure = await Assert.ThrowsAsync<AcmeException>(() => new AccountKeys(secrets, Directory).OpenAsync(Cancel));
        Assert.Contains("acme-account-key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proof_is_the_digest_of_the_token_and_the_keys_thumbprint()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = AccountKey.FromPem(pair.ExportPkcs8PrivateKeyPem());
        var point = pair.ExportParameters(false).Q;
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Encode(point.X!)}}","y":"{{Encode(point.Y!)}}"}""";
        var thumbprint = Encode(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(jwk)));
        Assert.Equal(Encode(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"token.{thumbprint}"))), key.DnsTextOf("token"));

        static string Encode(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
