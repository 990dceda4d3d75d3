using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every store of outgoing mail does. Each test has messages of its own, so that they may share a store.</summary>
public abstract class OutgoingStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private IOutgoingStore Store { get; set; } = null!;

    protected abstract ValueTask<IOutgoingStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A group of a new message.</summary>
    public static OutgoingGroup Group(string destination = "x.example", int part = 1, PackId? pack = null)
    {
        var content = new MessageReference(pack ?? PackId.New(TimeProvider.System), 1234, 500);
        var envelope = new SmtpEnvelope(
            new Address("sender", "home.example"),
            [
                new Address("a@b/#?", destination.Trim('[', ']')),
                new EnvelopeRecipient(new Address("jürgen", destination.Trim('[', ']')))
                {
                    Notify = NotifyOn.Success | NotifyOn.Delay,
                    OriginalRecipient = new OriginalRecipient("rfc822", "first@home.example"),
                },
            ]
        )
        {
            EnvelopeId = "QQ1",
            Return = ReturnContent.Headers,
            RequireTls = true,
            IsInternational = true,
            Submitter = new AccountId("sender@home.example"),
        };
        return OutgoingGroup.New(new SpooledMessage(content, envelope, Now.ToUnixTimeSeconds()), destination, part, Now);
    }

    [Theory]
    [InlineData("x.example")]
    [InlineData("[192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1]")]
    [InlineData("bücher.example")]
    public async Task A_group_is_found_as_it_was_added(string destination)
    {
        var group = Group(destination);
        Assert.Null(await Store.FindAsync(group.Key, CancellationToken.None));

        await Store.AddAsync([group], CancellationToken.None);

        AssertSame(group, (await Store.FindAsync(group.Key, CancellationToken.None))!.Group);
    }

    [Fact]
    public async Task All_progress_is_kept()
    {
        var group = Group();
        await Store.AddAsync([group], CancellationToken.None);
        var stored = (await Store.FindAsync(group.Key, CancellationToken.None))!;
        var changed = group.With(recipient =>
            recipient with
            {
                State = RecipientState.Failed,
                Attempts = 3,
                IsReportedOnward = true,
                IsWarned = true,
                IsReported = true,
                Last = new AttemptNote(Now.AddHours(1), "5.1.1", "No such user")
                {
                    DiagnosticCode = "smtp; 550 5.1.1 No such user",
                    RemoteHost = "mx.x.example",
                },
            }
        ) with
        {
            Ticket = 7,
            Due = Now.AddHours(2),
            Attempts = 4,
            Claim = new Claim(Guid.NewGuid(), Now.AddMinutes(1)),
            Done = Now.AddHours(3),
        };

        Assert.NotNull(await Store.TryReplaceAsync(changed, stored.Version, CancellationToken.None));

        AssertSame(changed, (await Store.FindAsync(group.Key, CancellationToken.None))!.Group);
    }

    [Fact]
    public async Task To_add_again_changes_nothing_and_adds_what_is_missing()
    {
        var pack = PackId.New(TimeProvider.System);
        var groups = Enumerable.Range(1, 90).Select(n => Group($"d{n}.example", 1, pack)).ToArray();
        await Store.AddAsync(groups[..50], CancellationToken.None);
        var first = (await Store.FindAsync(groups[0].Key, CancellationToken.None))!;
        await Store.TryReplaceAsync(first.Group with { Ticket = 5 }, first.Version, CancellationToken.None);

        await Store.AddAsync(groups, CancellationToken.None);
        await Store.AddAsync(groups, CancellationToken.None);

        Assert.Equal(5, (await Store.FindAsync(groups[0].Key, CancellationToken.None))!.Group.Ticket);
        var all = await Store.ListAsync(groups[0].Key.Message, CancellationToken.None).ToListAsync();
        Assert.Equal(90, all.Count);
    }

    [Fact]
    public async Task Of_two_who_change_a_group_one_wins()
    {
        var group = Group();
        await Store.AddAsync([group], CancellationToken.None);
        var seen = (await Store.FindAsync(group.Key, CancellationToken.None))!;

        var won = await Store.TryReplaceAsync(group with { Ticket = 2 }, seen.Version, CancellationToken.None);
        Assert.Null(await Store.TryReplaceAsync(group with { Ticket = 3 }, seen.Version, CancellationToken.None));
        Assert.NotNull(await Store.TryReplaceAsync(group with { Ticket = 4 }, won!.Version, CancellationToken.None));

        Assert.Equal(4, (await Store.FindAsync(group.Key, CancellationToken.None))!.Group.Ticket);
    }

    [Fact]
    public async Task Groups_are_found_by_their_turn_and_by_their_end()
    {
        var pack = PackId.New(TimeProvider.System);
        var (soon, late, done) = (Group("soon.example", 1, pack), Group("late.example", 1, pack), Group("done.example", 1, pack));
        await Store.AddAsync([soon, late with { Due = Now.AddHours(9) }, done with { Done = Now }], CancellationToken.None);

        Assert.Equal(["soon.example"], await DestinationsAsync(Store.ListDueAsync(Now.AddHours(1), CancellationToken.None), pack));
        Assert.Empty(await DestinationsAsync(Store.ListDueAsync(Now, CancellationToken.None), pack));
        Assert.Equal(["done.example"], await DestinationsAsync(Store.ListDoneAsync(Now.AddHours(1), CancellationToken.None), pack));
        Assert.Empty(await DestinationsAsync(Store.ListDoneAsync(Now, CancellationToken.None), pack));
        Assert.Equal(
            ["done.example", "late.example", "soon.example"],
            await DestinationsAsync(Store.ListAsync(CancellationToken.None), pack)
        );
    }

    [Fact]
    public async Task A_message_is_forgotten_whole()
    {
        var (one, other) = (Group(), Group());
        var part = OutgoingGroup.New(one.Message, "y.example", 2, Now);
        await Store.AddAsync([one, part], CancellationToken.None);
        await Store.AddAsync([other], CancellationToken.None);
        var seen = (await Store.FindAsync(one.Key, CancellationToken.None))!;

        await Store.RemoveAsync(one.Key.Message, CancellationToken.None);
        await Store.RemoveAsync(one.Key.Message, CancellationToken.None);

        Assert.Empty(await Store.ListAsync(one.Key.Message, CancellationToken.None).ToListAsync());
        Assert.Null(await Store.TryReplaceAsync(one, seen.Version, CancellationToken.None));
        Assert.NotNull(await Store.FindAsync(other.Key, CancellationToken.None));
    }

    private static async Task<string[]> DestinationsAsync(IAsyncEnumerable<StoredGroup> groups, PackId pack) =>
        [
            .. (await groups.ToListAsync())
                .Select(stored => stored.Group.Key)
                .Where(key => key.Message.Pack == pack)
                .Select(key => key.Destination),
        ];

    /// <summary>Records compare their arrays by reference.</summary>
    protected static void AssertSame(OutgoingGroup expected, OutgoingGroup found)
    {
        Assert.Equal(expected.Recipients, found.Recipients);
        Assert.Equal(expected.Envelope.Recipients, found.Envelope.Recipients);
        Assert.Equal(expected.Envelope, found.Envelope with { Recipients = expected.Envelope.Recipients });
        Assert.Equal(expected, found with { Message = expected.Message, Recipients = expected.Recipients });
        Assert.Equal((expected.Message.Content, expected.Message.ReceivedSeconds), (found.Message.Content, found.Message.ReceivedSeconds));
    }
}
