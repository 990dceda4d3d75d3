using System.Diagnostics;
using System.Text;
using MailCloud.Listener.Tokens;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace MailCloud.Listener.Tests.Tokens;

/// <summary>Tokens that open an account, and the ways to forge one.</summary>
public sealed class JwtVerifierTests : IAsyncLifetime
{
    private static readonly Address Alice = new("alice", "example.com");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient http = new();
    private TestIssuer issuer = null!;
    private JwtVerifier verifier = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        verifier = With();
    }

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task A_token_in_order_opens_what_its_scopes_say()
    {
        const MailServices all = MailServices.Smtp | MailServices.Imap | MailServices.Pop3;
        Assert.Equal(new VerifiedToken(Alice, all), await VerifyAsync(_ => { }));
        verifier = With(("MAILCLOUD_OAUTH_SCOPE_IMAP", "Mail.Imap"), ("MAILCLOUD_OAUTH_SCOPE_POP3", "Mail.Pop3"));
        Assert.Equal(new VerifiedToken(Alice, MailServices.Imap | MailServices.Smtp), await VerifyAsync(_ => { }));
        Assert.Equal(MailServices.Smtp, (await VerifyAsync(token => token.Claims.Remove("scp")))!.Services);
        Assert.Equal("Mail.Pop3", verifier.ScopeFor(MailServices.Pop3));
        Assert.Null(verifier.ScopeFor(MailServices.Smtp));
    }

    [Fact]
    public async Task A_token_for_somebody_else_is_refused() => Assert.Null(await VerifyAsync(token => token.Audience = "api://other"));

    [Fact]
    public async Task A_token_of_somebody_else_is_refused() =>
        Assert.Null(await VerifyAsync(token => token.Issuer = "https://other.example"));

    [Theory]
    [InlineData(0, true)]
    [InlineData(61, true)]
    [InlineData(63, false)]
    [InlineData(-1, true)]
    [InlineData(-3, false)]
    public async Task A_token_has_its_time_and_clocks_may_differ_a_little(int minutes, bool isValid)
    {
        var token = TestIssuer.Sign(issuer.Token(time.GetUtcNow()));
        verifier = With(clock: new FakeTimeProvider(time.GetUtcNow().AddMinutes(minutes)));
        Assert.Equal(isValid, await verifier.VerifyAsync(token, Cancel) is not null);
    }

    [Fact]
    public async Task A_token_that_never_expires_is_refused() => Assert.Null(await VerifyAsync(token => token.Expires = null));

    [Fact]
    public async Task A_token_without_a_signature_is_refused() => Assert.Null(await VerifyAsync(token => token.SigningCredentials = null));

    [Fact]
    public async Task A_token_whose_signature_was_taken_off_is_refused()
    {
        var parts = TestIssuer.Sign(issuer.Token(time.GetUtcNow())).Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        Assert.Null(await verifier.VerifyAsync($"{header}.{parts[1]}.", Cancel));
        Assert.Null(await verifier.VerifyAsync($"{header}.{parts[1]}.{parts[2]}", Cancel));
    }

    [Fact]
    public async Task A_token_that_takes_the_public_key_for_a_shared_secret_is_refused() =>
        Assert.Null(
            await VerifyAsync(token =>
                token.SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(Encoding.ASCII.GetBytes(issuer.PublicPem())) { KeyId = issuer.KeyId },
                    SecurityAlgorithms.HmacSha256
                )
            )
        );

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        var parts = TestIssuer.Sign(issuer.Token(time.GetUtcNow())).Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("alice@", "bobby@", StringComparison.Ordinal);
        Assert.Null(await verifier.VerifyAsync($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}", Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("not a token")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")]
    public async Task What_is_no_token_is_refused(string token) => Assert.Null(await verifier.VerifyAsync(token, Cancel));

    [Fact]
    public async Task A_key_that_is_new_is_found_and_one_that_is_gone_is_not_taken()
    {
        var old = TestIssuer.Sign(issuer.Token(time.GetUtcNow()));
        Assert.NotNull(await verifier.VerifyAsync(old, Cancel));
        issuer.RotateKey();
        var clock = Stopwatch.StartNew();
        while (await VerifyAsync(_ => { }) is null)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The new key was not read.");
            await Task.Delay(50, Cancel);
        }
        Assert.Null(await verifier.VerifyAsync(old, Cancel));
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_no_refusal()
    {
        issuer.IsUp = false;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await VerifyAsync(_ => { }));
    }

    [Fact]
    public async Task The_first_claim_that_is_there_says_whose_it_is()
    {
        Assert.Null(await VerifyAsync(token => token.Claims["preferred_username"] = "no address"));
        Assert.Null(
            await VerifyAsync(token =>
            {
                token.Claims.Remove("preferred_username");
                token.Claims["email"] = "alice@example.com";
            })
        );
        verifier = With(("MAILCLOUD_OAUTH_ADDRESS_CLAIM", "mail, email"));
        Assert.Equal(Alice, (await VerifyAsync(token => token.Claims["email"] = "alice@example.com"))!.Address);
    }

    [Theory]
    [InlineData("http://issuer.example", "api://mailcloud")]
    [InlineData("issuer.example", "api://mailcloud")]
    [InlineData("https://issuer.example", null)]
    public void Settings_that_are_not_safe_or_not_whole_are_refused(string url, string? audience) =>
        Assert.Throws<SettingException>(() =>
            TokenSettings.Read(
                new SettingReader(name =>
                    name is "MAILCLOUD_OAUTH_ISSUER" ? url
                    : name is "MAILCLOUD_OAUTH_AUDIENCE" ? audience
                    : null
                )
            )
        );

    [Fact]
    public void Without_an_issuer_there_are_no_tokens() => Assert.Null(TokenSettings.Read(new SettingReader(_ => null)));

    private JwtVerifier With(params (string Name, string Value)[] settings) => With(time, settings);

    private JwtVerifier With(TimeProvider clock, params (string Name, string Value)[] settings)
    {
        var variables = settings.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        variables["MAILCLOUD_OAUTH_ISSUER"] = issuer.Url;
        variables["MAILCLOUD_OAUTH_AUDIENCE"] = TestIssuer.Audience;
        return new JwtVerifier(TokenSettings.Read(new SettingReader(variables.GetValueOrDefault))!, http, clock);
    }

    private async Task<VerifiedToken?> VerifyAsync(Action<SecurityTokenDescriptor> change)
    {
        var token = issuer.Token(time.GetUtcNow());
        change(token);
        return await verifier.VerifyAsync(TestIssuer.Sign(token), Cancel);
    }
}
