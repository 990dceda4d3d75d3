using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;

namespace MailCloud.Protocol.Tests.Sasl;

public sealed class SaslTests : IAsyncLifetime
{
    private static readonly AccountId Alice = new("alice@example.com");
    private static readonly ScramVerifier Verifier = ScramVerifier.Create("secret", iterations: 4096);

    private readonly PipeConnection connection = new(PipeConnection.Encrypted);
    private readonly MemoryDirectory directory = new();
    private readonly SaslMechanisms mechanisms;

    public SaslTests() => mechanisms = new SaslMechanisms(new Authenticator(directory, TimeProvider.System));

    public async ValueTask InitializeAsync()
    {
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.com"), Alice), TestContext.Current.CancellationToken);
        await directory.SetCredentialAsync(Alice, new Credential(Credential.Password, Verifier), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task PlainTakesAnInitialResponse() => await AssertAsync("PLAIN", Plain("", "alice@example.com", "secret"), Success, "");

    [Fact]
    public async Task PlainWithoutInitialResponseAsksForOne() =>
        await AssertAsync("plain", null, Success, "+ \r\n", Plain("", "alice@example.com", "secret"));

    [Fact]
    public async Task PlainTakesTheNameItselfForAuthorizationIdentity() =>
        await AssertAsync("PLAIN", Plain("alice@example.com", "alice@example.com", "secret"), Success, "");

    [Fact]
    public async Task PlainRefusesToActForSomebodyElse() =>
        await AssertAsync("PLAIN", Plain("bob@example.com", "alice@example.com", "secret"), SaslOutcome.Refused, "");

    [Fact]
    public async Task AWrongPasswordIsRefused() =>
        await AssertAsync("PLAIN", Plain("", "alice@example.com", "wrong"), SaslOutcome.Refused, "");

    [Fact]
    public async Task LoginAsksForNameAndPassword() =>
        await AssertAsync("LOGIN", null, Success, "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n", Base64("alice@example.com"), Base64("secret"));

    [Fact]
    public async Task LoginTakesTheNameAsInitialResponse() =>
        await AssertAsync("LOGIN", Base64("alice@example.com"), Success, "+ UGFzc3dvcmQ6\r\n", Base64("secret"));

    [Theory]
    [InlineData("=")]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AGFsaWNl AHNlY3JldA==")]
    [InlineData("AGFsaWNl")]
    [InlineData("AAA=")]
    [InlineData("AP//AP8=")]
    [InlineData("AGEAYgBj")]
    public async Task APlainResponseThatIsNoneIsMalformed(string response) =>
        await AssertAsync("PLAIN", response, SaslOutcome.Malformed, "");

    [Fact]
    public async Task AStarGivesUp() =>
        await AssertAsync("LOGIN", Base64("alice@example.com"), SaslOutcome.Cancelled, "+ UGFzc3dvcmQ6\r\n", "*");

    [Fact]
    public async Task AClientThatGoesAwayHasGivenUp() => await AssertAsync("LOGIN", null, SaslOutcome.Cancelled, "+ VXNlcm5hbWU6\r\n");

    [Fact]
    public async Task AResponseMayBeLongButNotLongerThanTheLimit()
    {
        var password = new string('x', 1000);
        await AssertAsync("PLAIN", null, SaslOutcome.Refused, "+ \r\n", Plain("", "alice@example.com", password));
    }

    [Fact]
    public async Task AResponseBeyondTheLimitIsMalformed()
    {
        var response = new string('A', SaslNegotiation.MaxResponseLength);
        await AssertAsync("PLAIN", null, SaslOutcome.Malformed, "+ \r\n", response);
    }

    [Fact]
    public async Task StorageThatCannotBeAskedIsNoRefusal()
    {
        var failing = new UnavailableMechanism();
        var outcome = await new SaslNegotiation(connection, new LineReader(connection), "+ "u8.ToArray(), MailServices.Imap).RunAsync(
            failing,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(SaslOutcome.Unavailable, outcome);
    }

    [Fact]
    public void NothingIsOfferedInTheClear()
    {
        Assert.Equal(
            ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"],
            mechanisms.OfferedTo(connection).Select(mechanism => mechanism.Name)
        );
        Assert.Null(mechanisms.Find(connection, "CRAM-MD5"u8));
        connection.Tls = null;
        Assert.Empty(mechanisms.OfferedTo(connection));
        Assert.Null(mechanisms.Find(connection, "PLAIN"u8));
    }

    private static SaslOutcome Success => SaslOutcome.Authenticated(Alice);

    private async Task AssertAsync(string mechanism, string? initial, SaslOutcome expected, string prompts, params string[] responses)
    {
        var lines = new LineReader(connection);
        foreach (var response in responses)
            await connection.Client.SendLineAsync(response);
        await connection.Client.EndAsync();
        var found = mechanisms.Find(connection, Encoding.ASCII.GetBytes(mechanism));
        Assert.NotNull(found);

        var octets = initial is null ? null : Encoding.ASCII.GetBytes(initial);
        var outcome = await new SaslNegotiation(connection, lines, "+ "u8.ToArray(), MailServices.Imap).RunAsync(
            found,
            octets,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(expected, outcome);
        await connection.CloseAsync();
        Assert.Equal(prompts, await connection.Client.ReadToEndAsync());
    }

    private static string Plain(string authzid, string name, string password) => Base64($"{authzid}\0{name}\0{password}");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class UnavailableMechanism : ISaslMechanism, ISaslExchange
    {
        public string Name => "DOWN";

        public ISaslExchange Begin(SaslContext context) => this;

        public ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("The table cannot be reached.");
    }
}
