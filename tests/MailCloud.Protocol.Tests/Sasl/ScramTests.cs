using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Protocol.Sasl;
using MailCloud.Protocol.Sasl.Scram;
using MailCloud.Testing.Connections;

namespace MailCloud.Protocol.Tests.Sasl;

/// <summary>SCRAM-SHA-256: the RFC's numbers, all the passwords of an account, names nobody has, and messages that are none.</summary>
public sealed class ScramTests
{
    private static readonly AccountId Alice = new("alice@example.com");
    private static readonly ScramParameters Parameters = new([.. Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")], 4096);

    private readonly MemoryDirectory directory = new();
    private readonly Authenticator authenticator;

    public ScramTests() => authenticator = new Authenticator(directory, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_example_of_RFC_7677_is_proved_and_signed_as_it_says()
    {
        var messages = Encoding.ASCII.GetBytes(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
        );
        var verifier = ScramVerifier.Create("pencil", Parameters);
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        Assert.True(verifier.IsProved(messages, proof));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(verifier.Sign(messages)));
        Assert.False(ScramVerifier.Create("Pencil", Parameters).IsProved(messages, proof));
        Assert.False(verifier.IsProved(messages, proof.AsSpan(1)));
    }

    [Theory]
    [InlineData("first", MailServices.Imap, true)]
    [InlineData("second", MailServices.Imap, true)]
    [InlineData("second", MailServices.Smtp, true)]
    [InlineData("third", MailServices.Pop3, true)]
    [InlineData("third", MailServices.Imap, false)]
    [InlineData("fourth", MailServices.Imap, false)]
    public async Task Any_password_that_opens_the_service_proves_who_the_client_is(string password, MailServices service, bool opens)
    {
        await AddAliceAsync();
        var outcome = await LogInAsync("alice@example.com", password, service);
        Assert.Equal(opens ? SaslOutcome.Authenticated(Alice) : SaslOutcome.Refused, outcome);
    }

    [Fact]
    public async Task A_name_that_nobody_has_looks_like_one_that_somebody_has()
    {
        await AddAliceAsync();
        var origin = new LoginOrigin(MailServices.Imap, null);
        var once = (await authenticator.BeginScramAsync(origin, "nobody@example.com", Cancel)).Parameters;
        var other = (
            await new Authenticator(directory, TimeProvider.System).BeginScramAsync(origin, "NOBODY@example.com", Cancel)
        ).Parameters;
        var another = (await authenticator.BeginScramAsync(origin, "nobody2@example.com", Cancel)).Parameters;
        Assert.Equal(once, other);
        Assert.NotEqual(once, another);
        Assert.Equal(ScramParameters.New().Iterations, once.Iterations);
        Assert.Equal(ScramParameters.New().Salt.Length, once.Salt.Length);
        Assert.Equal(SaslOutcome.Refused, await LogInAsync("nobody@example.com", "first", MailServices.Imap));
        Assert.Equal(SaslOutcome.Refused, await LogInAsync("no address, either", "first", MailServices.Imap));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,")]
    [InlineData("n,,n=alice@example.com")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=alice@example.com,r=")]
    [InlineData("n,,n=alice@example.com,r=a b")]
    [InlineData("n,,n=alice@example.com,r=a\u00E4")]
    [InlineData("n,,n=ali=ce@example.com,r=abc")]
    [InlineData("n,,n=alice=2cx,r=abc")]
    [InlineData("x,,n=alice@example.com,r=abc")]
    [InlineData("p=,,n=alice@example.com,r=abc")]
    [InlineData("n,b=alice@example.com,n=alice@example.com,r=abc")]
    [InlineData("n,,m=ext,n=alice@example.com,r=abc")]
    [InlineData("n,,r=abc,n=alice@example.com")]
    [InlineData("n,,n=al\0ice@example.com,r=abc")]
    public void A_first_message_that_is_none_is_malformed(string text) => Assert.Null(ClientFirst.Parse(text));

    [Fact]
    public void Commas_and_equals_signs_in_names_are_escaped()
    {
        var message = ClientFirst.Parse("y,a=x=2Cy,n=a=3D=2Cb,r=abc,z=extension");
        Assert.NotNull(message);
        Assert.Equal(("x,y", "a=,b"), (message.AuthorizationId, message.Name));
        Assert.Equal(("y,a=x=2Cy,", "n=a=3D=2Cb,r=abc,z=extension"), (message.Header, message.Bare));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c=biws,r=abc")]
    [InlineData("c=biws,p=AAAA")]
    [InlineData("r=abc,c=biws,p=AAAA")]
    [InlineData("c=!,r=abc,p=AAAA")]
    [InlineData("c=biws,r=abc,p=")]
    [InlineData("c=biws,r=abc,p=AAA")]
    [InlineData("c=biws,r=abc,p=AA AA")]
    public void A_proof_that_is_none_is_malformed(string text) => Assert.Null(ClientFinal.Parse(text));

    [Fact]
    public async Task Whatever_a_client_sends_it_is_not_let_in()
    {
        await AddAliceAsync();
        string[] parts =
        [
            "n,",
            "y,",
            "p=tls-server-end-point,",
            ",",
            "=",
            "n=alice@example.com",
            "r=",
            "abc",
            "c=biws",
            "p=",
            "a=",
            "\0",
            "é",
            "AAAA",
        ];
        var fragments = Gen.Int[0, parts.Length - 1].Select(index => parts[index]);
        var messages = fragments.Array[0, 8].Select(string.Concat).Array[1, 4];
        await messages.SampleAsync(
            async texts =>
            {
                var exchange = new ScramMechanism(authenticator, () => "server", bindsChannel: false).Begin(Context(MailServices.Imap));
                foreach (var text in texts)
                    if (await exchange.NextAsync(Encoding.UTF8.GetBytes(text), Cancel) is SaslStep.End end)
                    {
                        Assert.NotEqual(SaslStatus.Authenticated, end.Outcome.Status);
                        return;
                    }
            },
            iter: 200
        );
    }

    [Theory]
    [InlineData(true, SaslStatus.Refused)]
    [InlineData(false, null)]
    public async Task A_client_that_saw_no_PLUS_is_let_on_only_where_there_was_none(bool offersPlus, SaslStatus? ended)
    {
        await AddAliceAsync();
        var exchange = new ScramMechanism(authenticator, () => "server", bindsChannel: false, offersPlus).Begin(Context(MailServices.Smtp));
        var step = await exchange.NextAsync("y,,n=alice@example.com,r=abc"u8.ToArray(), Cancel);
        Assert.Equal(ended, (step as SaslStep.End)?.Outcome.Status);
    }

    [Fact]
    public async Task The_nonce_s_of_both_sides_must_come_back()
    {
        await AddAliceAsync();
        var outcome = await LogInAsync("alice@example.com", "first", MailServices.Imap, nonce => nonce[..^1]);
        Assert.Equal(SaslOutcome.Refused, outcome);
    }

    private async Task AddAliceAsync()
    {
        await directory.AddAsync(new AccountAddress(new Address("alice", "example.com"), Alice), Cancel);
        await SetAsync(Credential.Password, "first", MailServices.All);
        await SetAsync("app-1", "second", MailServices.Imap | MailServices.Smtp);
        await SetAsync("app-2", "third", MailServices.Pop3);
    }

    private ValueTask SetAsync(string name, string password, MailServices scopes) =>
        directory.SetCredentialAsync(Alice, new Credential(name, ScramVerifier.Create(password, Parameters)) { Scopes = scopes }, Cancel);

    private static SaslContext Context(MailServices service) => new(new LoginOrigin(service, null), PipeConnection.Encrypted);

    /// <summary>The client's side of RFC 5802 §5.</summary>
    private async Task<SaslOutcome> LogInAsync(string name, string password, MailServices service, Func<string, string>? change = null)
    {
        var exchange = new ScramMechanism(authenticator, () => "server", bindsChannel: false).Begin(Context(service));
        var bare = $"n={name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r=client";
        var serverFirst = await ChallengeAsync(exchange, $"n,,{bare}");
        var parts = serverFirst.Split(',');
        var parameters = new ScramParameters([.. Convert.FromBase64String(parts[1][2..])], int.Parse(parts[2][2..]));
        Assert.Equal("r=clientserver", parts[0]);

        var withoutProof = $"c=biws,{(change ?? (same => same))(parts[0])}";
        var messages = Encoding.UTF8.GetBytes($"{bare},{serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(parameters.Derive(password), "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), messages);
        var proof = clientKey.Zip(signature, (key, mask) => (byte)(key ^ mask)).ToArray();
        var step = await exchange.NextAsync(Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}"), Cancel);
        if (step is SaslStep.End end)
            return end.Outcome;
        var expected = $"v={Convert.ToBase64String(ScramVerifier.Create(password, parameters).Sign(messages))}";
        Assert.Equal(expected, Encoding.UTF8.GetString(((SaslStep.Challenge)step).Octets.Span));
        return ((SaslStep.End)await exchange.NextAsync([], Cancel)).Outcome;
    }

    private static async Task<string> ChallengeAsync(ISaslExchange exchange, string response) =>
        Encoding.UTF8.GetString(((SaslStep.Challenge)await exchange.NextAsync(Encoding.UTF8.GetBytes(response), Cancel)).Octets.Span);
}
