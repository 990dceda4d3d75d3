using System.Text;
using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Mail.Tests.Delivery.Personal;

/// <summary>A <see cref="MailRoom"/> whose accounts' users want things done with their mail.</summary>
internal sealed class PersonalRoom
{
    private readonly PreferenceReader preferences;

    public PersonalRoom(params string[] accounts)
    {
        Room = new MailRoom(accounts);
        preferences = new PreferenceReader(Objects, Time, NullLogger<PreferenceReader>.Instance);
    }

    public MailRoom Room { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public CountedObjects Objects { get; } = new();

    /// <summary>Whether mail shows that it is its reverse path's.</summary>
    public Func<Address, bool> Proves { get; set; } = _ => true;

    /// <summary>The answers that were sent.</summary>
    public MemorySpool Spool { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task RuleAsync(string localPart, string id, MailRule rule) =>
        await PutAsync(localPart, MailRule.Kind, id, JsonSerializer.SerializeToUtf8Bytes(rule, PersonalJson.Default.MailRule));

    public async Task VacationAsync(string localPart, VacationResponse vacation) =>
        await PutAsync(
            localPart,
            VacationResponse.Kind,
            VacationResponse.Id,
            JsonSerializer.SerializeToUtf8Bytes(vacation, PersonalJson.Default.VacationResponse)
        );

    public async Task<MailboxId> MailboxAsync(string localPart, MailboxRole role) =>
        (await Room.Store.ReadAsync(MailRoom.Account(localPart), StateDepth.Directory, Cancel))!.Directory.Find(role)!.Id;

    /// <summary>Delivers a message; line ends may be LF.</summary>
    public async Task<DeliveryBatch> DeliverAsync(
        string text,
        string to = "ann",
        string? from = "sender@elsewhere.test",
        bool asJunk = false
    )
    {
        var batch = await AcceptAsync(text, to, from, asJunk);
        await DeliverAsync(batch);
        return batch;
    }

    public Task DeliverAsync(DeliveryBatch batch) =>
        new DeliveryAgent(Room.Store, Room.Directory, Room.Queue, Room.Outgoing, NullLogger<DeliveryAgent>.Instance)
        {
            Personal = new PersonalDelivery(
                preferences,
                new VacationReplies(
                    Objects,
                    Room.Directory,
                    Spool,
                    "mail.example.test",
                    (_, sender) => Proves(sender),
                    Time,
                    NullLogger<VacationReplies>.Instance
                ),
                NullLogger<PersonalDelivery>.Instance
            ),
        }.DeliverAsync(batch, Cancel);

    public async Task<DeliveryBatch> AcceptAsync(
        string text,
        string to = "ann",
        string? from = "sender@elsewhere.test",
        bool asJunk = false
    )
    {
        await using var pack = Room.Store.BeginMessage();
        await pack.WriteAsync(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), Cancel);
        var content = await pack.CompleteAsync(default, Cancel);
        Address? sender = null;
        Assert.True(from is null || Address.TryParse(from, out sender));
        var envelope = new SmtpEnvelope(sender, [new EnvelopeRecipient(MailRoom.At(to))])
        {
            Disposition = asJunk ? Disposition.Junk : Disposition.Inbox,
        };
        return new DeliveryBatch(content.Pack, [new SpooledMessage(content, envelope, MailRoom.Received)]);
    }

    private async Task PutAsync(string localPart, ObjectKind kind, string id, byte[] body)
    {
        Assert.NotNull(await Objects.TryCommitAsync(MailRoom.Account(localPart), kind, [new ObjectWrite(id, body)], Cancel));
        // Preferences are looked at again after a while.
        Time.Advance(PreferenceReader.Lifetime);
    }

    /// <summary>Objects in memory, whose reads are counted.</summary>
    internal sealed class CountedObjects() : ObjectStoreDecorator(new MemoryObjectStore())
    {
        public int Reads { get; private set; }

        public override ValueTask<ObjectCollection> ReadAsync(AccountId account, ObjectKind kind, CancellationToken cancellationToken)
        {
            Reads++;
            return base.ReadAsync(account, kind, cancellationToken);
        }

        public override ValueTask<System.Collections.Immutable.ImmutableDictionary<ObjectKind, ulong>> ReadStatesAsync(
            AccountId account,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.ReadStatesAsync(account, cancellationToken);
        }

        public override ValueTask<StoredObject?> FindAsync(
            AccountId account,
            ObjectKind kind,
            string id,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.FindAsync(account, kind, id, cancellationToken);
        }
    }
}
