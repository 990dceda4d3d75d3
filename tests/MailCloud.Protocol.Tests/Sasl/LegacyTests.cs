using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using MailCloud.Protocol.Sasl.Legacy;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Protocol.Tests.Sasl;

/// <summary>CRAM-MD5 and DIGEST-MD5: the RFCs' numbers, and that they are there only where they were asked for.</summary>
public sealed class LegacyTests
{
    private const string Nonce = "nonce";
    private static readonly AccountId Alice = new("alice@example.com");

    private readonly MemoryDirectory directory = new();
    private readonly FakeTimeProvider time = new();
    private readonly Authenticator authenticator;
    private readonly SaslMechanisms mechanisms;
    private readonly PipeConnection connection = new(PipeConnection.Encrypted);

    public LegacyTests()
    {
        authenticator = new Authenticator(directory, time);
        mechanisms = new SaslMechanisms(authenticator, () => Nonce);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void CRAM_MD5_is_as_in_RFC_2195() =>
        Assert.Equal(
            "b913a602c7eda7a495b4e6e7334d3890",
            Convert.ToHexStringLower(LegacySecret.Create("tim", "tanstaaftanstaaf").Sign("<1896.697170952@postoffice.reston.mci.net>"u8))
        );

    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The mechanism is defined with MD5.")]
    public void Its_hash_is_that_of_the_runtime_for_every_length() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.String[Gen.Char.AlphaNumeric, 0, 100])
            .Sample(
                (text, password) =>
                    HMACMD5.HashData(Encoding.UTF8.GetBytes(password), text).SequenceEqual(LegacySecret.Create("a", password).Sign(text))
            );

    [Fact]
    public void DIGEST_MD5_is_as_in_RFC_2831()
    {
        const string Answer = """
            charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,cnonce="OA6MHXh6VqTrRk",digest-uri="imap/elwood.innosoft.com",response=d388dad90d4bbd760a152321f2143af7,qop=auth
            """;
        var answer = DigestResponse.Parse(Answer);
        Assert.NotNull(answer);
        // The example's realm is another than ours.
        var secret = new LegacySecret([], [], [.. LegacySecret.Md5("chris:elwood.innosoft.com:secret"u8)]);
        Assert.Equal(answer.Response, answer.Sign(secret, "AUTHENTICATE"));
        Assert.Equal("ea40f60335c427b5527b84dbabcdfffd", answer.Sign(secret, ""));
        Assert.False(answer.Answers("OA6MG9tEQGm2hh"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("username")]
    [InlineData("=x")]
    [InlineData("username=\"alice")]
    [InlineData("username=\"alice\\")]
    [InlineData("username=\"alice\"x,nonce=a,cnonce=a,nc=1,digest-uri=a,response=a")]
    [InlineData("username=alice,nonce=a,cnonce=a,nc=1,digest-uri=a")]
    [InlineData("username=alice,username=bob,nonce=a,cnonce=a,nc=1,digest-uri=a,response=a")]
    public void What_is_no_answer_is_malformed(string text) => Assert.Null(DigestResponse.Parse(text));

    [Fact]
    public async Task They_are_offered_when_a_domain_allows_them_and_no_longer()
    {
        await directory.AddDomainAsync(new Domain("example.com"), Cancel);
        await mechanisms.RefreshAsync(Cancel);
        Assert.Null(mechanisms.Find(connection, "CRAM-MD5"u8));
        await AllowAsync(true);
        Assert.NotNull(mechanisms.Find(connection, "CRAM-MD5"u8));
        Assert.NotNull(mechanisms.Find(connection, "DIGEST-MD5"u8));
        await AllowAsync(false);
        Assert.Null(mechanisms.Find(connection, "CRAM-MD5"u8));
    }

    [Theory]
    [InlineData("CRAM-MD5")]
    [InlineData("DIGEST-MD5")]
    public async Task They_open_an_account_that_asked_for_them_in_a_domain_that_allows_them(string mechanism)
    {
        await AddAliceAsync(withLegacy: true);
        await AllowAsync(true);
        Assert.Equal(SaslOutcome.Authenticated(Alice), await LogInAsync(mechanism, "alice@example.com", "secret"));
        Assert.Equal(SaslOutcome.Refused, await LogInAsync(mechanism, "alice@example.com", "wrong"));
        Assert.Equal(SaslOutcome.Refused, await LogInAsync(mechanism, "nobody@example.com", "secret"));
        Assert.Equal(SaslOutcome.Refused, await LogInAsync(mechanism, "no address", "secret"));
        var found = mechanisms.Find(connection, Encoding.ASCII.GetBytes(mechanism))!;

        // A session that began before.
        await AllowAsync(false);
        Assert.Equal(SaslOutcome.Refused, await LogInAsync(found, "alice@example.com", "secret"));

        await AllowAsync(true);
        await new AccountCredentials(directory, time).SetPasswordAsync(Alice, "secret", Cancel);
        Assert.Null(await directory.FindLegacySecretAsync(Alice, Cancel));
        Assert.Equal(SaslOutcome.Refused, await LogInAsync(mechanism, "alice@example.com", "secret"));
    }

    [Theory]
    [InlineData("CRAM-MD5")]
    [InlineData("DIGEST-MD5")]
    public async Task The_server_speaks_first_and_nonsense_is_malformed(string mechanism)
    {
        await AddAliceAsync(withLegacy: true);
        await AllowAsync(true);
        var found = mechanisms.Find(connection, Encoding.ASCII.GetBytes(mechanism))!;
        Assert.Equal(SaslStep.Malformed, await found.Begin(Context).NextAsync("x"u8.ToArray(), Cancel));
        foreach (var text in (string[])["", " ", "alice@example.com", "alice@example.com 00", "\u00ff", "username=\"a"])
        {
            var exchange = found.Begin(Context);
            await exchange.NextAsync(null, Cancel);
            Assert.Equal(SaslStep.Malformed, await exchange.NextAsync(Encoding.Latin1.GetBytes(text), Cancel));
        }
    }

    private static SaslContext Context => new(new LoginOrigin(MailServices.Imap, null), PipeConnection.Encrypted);

    private async Task AddAliceAsync(bool withLegacy)
    {
        await directory.AddDomainAsync(new Domain("example.com"), Cancel);
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.com"), Alice), Cancel);
        await directory.SetCredentialAsync(Alice, new Credential(Credential.Password, ScramVerifier.Create("x", iterations: 1)), Cancel);
        await new AccountCredentials(directory, time).SetPasswordAsync(Alice, "secret", Cancel, withLegacy);
    }

    private async Task AllowAsync(bool allowed)
    {
        await directory.UpdateDomainAsync("example.com", domain => domain with { AllowsLegacyMechanisms = allowed }, Cancel);
        time.Advance(TimeSpan.FromMinutes(1));
        await mechanisms.RefreshAsync(Cancel);
    }

    private Task<SaslOutcome> LogInAsync(string mechanism, string name, string password) =>
        LogInAsync(mechanisms.Find(connection, Encoding.ASCII.GetBytes(mechanism))!, name, password);

    private static async Task<SaslOutcome> LogInAsync(ISaslMechanism mechanism, string name, string password)
    {
        var exchange = mechanism.Begin(Context);
        var challenge = Encoding.UTF8.GetString(((SaslStep.Challenge)await exchange.NextAsync(null, Cancel)).Octets.Span);
        var secret = LegacySecret.Create(name, password);
        if (mechanism.Name is "CRAM-MD5")
        {
            Assert.Equal($"<{Nonce}@mailcloud>", challenge);
            var digest = Convert.ToHexStringLower(secret.Sign(Encoding.UTF8.GetBytes(challenge)));
            return ((SaslStep.End)await exchange.NextAsync(Encoding.UTF8.GetBytes($"{name} {digest}"), Cancel)).Outcome;
        }
        var nonce = challenge.Split("nonce=\"")[1].Split('"')[0];
        var text =
            $"""username="{name}",realm="mailcloud",nonce="{nonce}",cnonce="c",nc=00000001,qop=auth,digest-uri="imap/localhost",response=""";
        var answer = DigestResponse.Parse(text + "x")!;
        var step = await exchange.NextAsync(Encoding.UTF8.GetBytes(text + answer.Sign(secret, "AUTHENTICATE")), Cancel);
        if (step is SaslStep.End end)
            return end.Outcome;
        Assert.Equal($"rspauth={answer.Sign(secret, "")}", Encoding.UTF8.GetString(((SaslStep.Challenge)step).Octets.Span));
        return ((SaslStep.End)await exchange.NextAsync([], Cancel)).Outcome;
    }
}
