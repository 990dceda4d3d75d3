using System.Collections.Immutable;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing;
using MailCloud.Testing.Transcripts;

namespace MailCloud.Fuzz.Tests.Connections;

/// <summary>What engines that are fuzzed work on: an account <c>alice@example.com</c> (password <c>secret</c>) with a few messages.</summary>
internal sealed class FuzzWorld
{
    // One round: guessing is not what this is about.
    private static readonly ScramVerifier Verifier = ScramVerifier.Create("secret", new ScramParameters([1, 2, 3, 4], Iterations: 1));

    private static readonly Address AliceAddress = new("alice", "example.com");
    private static readonly AccountId Alice = new(AliceAddress.Canonical);

    private static readonly (byte[] Octets, MessageSummary Summary)[] Messages =
    [
        .. new[] { "plain", "nested", "structure" }.Select(name =>
        {
            var octets = SampleMessages.Read(name);
            return (octets, MessageParser.Parse(octets, name));
        }),
    ];

    private readonly MemoryDirectory directory = new();

    private FuzzWorld()
    {
        Store = new MemoryMailStore(Time);
        Mechanisms = new SaslMechanisms(new Authenticator(new LogIns(directory), Time, new SampleTokens()), () => TranscriptWorld.Nonce);
    }

    public static HastyTime Time { get; } = new();

    public IDirectory Directory => directory;

    public MemoryMailStore Store { get; }

    public SaslMechanisms Mechanisms { get; }

    public static FuzzWorld Create()
    {
        var world = new FuzzWorld();
        world.FillAsync().GetAwaiter().GetResult();
        return world;
    }

    /// <summary>Lets an engine serve a client who says this in these pieces, to the end.</summary>
    /// <returns>All that it answered; octets as characters.</returns>
    public static string Serve(Func<IConnection, CancellationToken, Task> engine, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var connection = new FuzzConnection(pieces);
        engine(connection, CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.Latin1.GetString(connection.Answers);
    }

    /// <summary>The directory as log-ins see it: every address is Alice's, since a name that there is not costs a tenth of a second on purpose, and what it is answered is the same in each world.</summary>
    private sealed class LogIns(IDirectory directory) : DirectoryDecorator(directory)
    {
        public override ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) =>
            new(new AccountAddress(address, Alice));

        public override ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken) => new([1, 2, 3]);
    }

    private async Task FillAsync()
    {
        await directory.AddDomainAsync(new Domain("example.com") { AllowsLegacyMechanisms = true }, default);
        await directory.AddAsync(new AccountAddress(AliceAddress, Alice), default);
        await directory.SetCredentialAsync(Alice, new Credential(Credential.Password, Verifier), default);
        await directory.SetLegacySecretAsync(Alice, LegacySecret.Create(Alice.Value, "secret"), default);
        await Store.CreateAccountAsync(Alice, default);
        foreach (var (octets, summary) in Messages)
        {
            await using var writer = Store.BeginMessage();
            await writer.WriteAsync(octets, default);
            var content = await writer.CompleteAsync(default, default);
            var message = new NewMessage(content, MessageFlags.None, [], 1_772_452_800, summary.ThreadId, new ParsedSummary(summary));
            await Store.CommitAsync(Alice, new AppendMessages(MailboxTarget.Named("INBOX"), [message]), default);
        }
    }
}
