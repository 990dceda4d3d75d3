using System.Text;
using Google.Protobuf;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Format;
using MailCloud.Testing.Transcripts;
using MessageParser = MailCloud.Mail.Messages.MessageParser;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Stored forms. Nobody but us writes them; one that was damaged must say so clearly, and never become a state that nobody had.</summary>
internal static class StorageTargets
{
    private static readonly PackId Pack = new(Guid.Parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"));
    private static readonly AccountId Account = new("alice@example.com");
    private static readonly UidSet Uids = UidSet.Of(new UidRange(new Uid(5), new Uid(5)), new UidRange(new Uid(10), new Uid(300)));

    /// <summary>A form: how it is read and written again.</summary>
    private sealed record Form(Func<byte[], byte[]> Rewrite, Func<IEnumerable<byte[]>> Samples);

    private static readonly Form[] Forms =
    [
        new(octets => EventFormat.Encode(EventFormat.Decode(new ModSeq(900), octets)), () => Events().Select(Encode)),
        new(
            octets => SummaryFormat.ToProto(SummaryFormat.Read(octets)).ToByteArray(),
            () => MessageSeeds.Small().Take(20).Select(message => SummaryFormat.ToProto(MessageParser.Parse(message, "a")).ToByteArray())
        ),
        new(
            octets =>
            {
                var (state, log) = HeadFormat.Decode(Account, octets);
                return HeadFormat.Encode(state, log);
            },
            () => [Head()]
        ),
        new(octets => AddressRowFormat.Encode(AddressRowFormat.Decode(octets)), () => [Alias()]),
        new(octets => CredentialFormat.Encode(CredentialFormat.Decode(octets)), () => [Credential()]),
        new(
            octets => LegacySecretFormat.Encode(LegacySecretFormat.Decode(octets)),
            () => [LegacySecretFormat.Encode(LegacySecret.Create("a@b", "c"))]
        ),
        new(
            octets => DomainFormat.Encode(DomainFormat.Decode("x.example", octets)),
            () => [DomainFormat.Encode(new Domain("x.example") { AllowsLegacyMechanisms = true })]
        ),
        new(
            octets => StsPolicyFormat.Encode(StsPolicyFormat.Decode(octets)),
            () => [StsPolicyFormat.Encode(new StoredStsPolicy("ab", "version: STSv1\n", DateTimeOffset.UnixEpoch))]
        ),
        new(octets => OutgoingFormat.Encode(OutgoingFormat.Decode(octets)), () => [OutgoingFormat.Encode(Outgoing())]),
    ];

    /// <summary>Bodies of rows; the first octet chooses the form. What can be read is written again, and that reads as the same.</summary>
    public static FuzzTarget Rows { get; } =
        new(
            "stored-rows",
            octets =>
            {
                if (octets is not [var which, .. var body])
                    return;
                var form = Forms[which % Forms.Length];
                var written = form.Rewrite(body);
                Assert.Equal(written, form.Rewrite(written));
            }
        )
        {
            Refusal = typeof(InvalidDataException),
            Seeds = () => Forms.SelectMany((form, which) => form.Samples().Select(sample => (byte[])[(byte)which, .. sample])),
            Tokens =
            [
                "\x08\x01",
                "\x12\x10",
                "\xFF\xFF\xFF\xFF\x0F",
                "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
                "\x0A\0",
                "\x7A",
                "\x52\x08\x08\x07",
            ],
            MaxLength = 2048,
        };

    /// <summary>Messages of queues: JSON.</summary>
    public static FuzzTarget Queues { get; } =
        new(
            "stored-queues",
            octets =>
            {
                var text = Encoding.UTF8.GetString(octets);
                Tolerate(() => OutgoingFormat.DecodeTicket(text));
                Tolerate(() => LessonFormat.Decode(text));
                var (batch, _) = DeliveryBatchFormat.Decode(text);
                var written = DeliveryBatchFormat.Encode(batch);
                Assert.Equal(written, DeliveryBatchFormat.Encode(DeliveryBatchFormat.Decode(written).Batch));
            }
        )
        {
            Refusal = typeof(InvalidDataException),
            Seeds = () =>
                new[]
                {
                    DeliveryBatchFormat.Encode(
                        new DeliveryBatch(Pack, [Outgoing().Message, Outgoing().Message with { ReceivedSeconds = 5 }])
                    ),
                    DeliveryBatchFormat.EncodeBeside(Pack, "blob"),
                    OutgoingFormat.Encode(new OutgoingTicket(Outgoing().Key, 3)),
                    """{ "version": 1, "account": "a", "lessons": [ { "pack": "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "length": 5, "email": "7", "spam": true } ] }""",
                }.Select(Encoding.UTF8.GetBytes),
            Tokens =
            [
                "\"version\":",
                "\"messages\": [",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\\u0000",
                "\\ud800",
                "1e400",
                "null",
                "-1",
                "\"recipients\": [ \"a@b\" ]",
                "\"wishes\": [ { \"recipient\": ",
                "@",
            ],
            FreeAllocation = 4 * 1024 * 1024,
        };

    private static void Tolerate(Action decode)
    {
        try
        {
            decode();
        }
        catch (InvalidDataException)
        {
            // As documented.
        }
    }

    private static byte[] Encode(MailEvent e) => EventFormat.Encode(new LoggedEvent(new ModSeq(900), new CommitId(Pack.Value), e));

    private static MailEvent[] Events()
    {
        var content = new MessageReference(Pack, 0, 100);
        var summary = new ParsedSummary(MessageParser.Parse(SampleMessages.Read("plain"), "a"));
        return
        [
            new MailboxCreated("Sent", MailboxRole.Sent, Subscribed: true),
            new MailboxRenamed(new MailboxId(7), "ä/b"),
            new MailboxDeleted(new MailboxId(7)),
            new SubscriptionChanged("Lists", Subscribed: true),
            new MessagesAppended(
                new MailboxId(7),
                [new NewMessage(content, MessageFlags.Seen, ["k"], 1_799_999_990, new ThreadId(9), summary)],
                1_800_000_000
            ),
            new MessagesCopied(new MailboxId(7), Uids, new MailboxId(8), 1_800_000_000),
            new MessagesMoved(new MailboxId(7), Uids, new MailboxId(8), 1_800_000_000),
            new FlagsChanged(new MailboxId(7), Uids, FlagChange.Replace(MessageFlags.Flagged, "k")),
            new MessagesExpunged(new MailboxId(7), Uids),
            new QuotaChanged(new Quota(1_000_000, 10)),
            new NumbersSkipped(1_000_000),
            new AnnotationsChanged(new MailboxId(7), [new("/private/comment", "kept"u8.ToArray()), new("/shared/comment", null)]),
            new AnnotationsChanged(null, [new("/private/comment", ReadOnlyMemory<byte>.Empty)]),
        ];
    }

    private static byte[] Head()
    {
        var inbox = new MailboxEntry(new(7), "INBOX", MailboxRole.Inbox, true, new(500), new(900), new Tally(3, 2, 1, 123_456));
        var other = new MailboxEntry(new(8), "ä", MailboxRole.None, false, default, new(8), default);
        var state = AccountState.DirectoryOnly(Account, new(900), MailboxDirectory.Of([other, inbox], ["x"]));
        var log = new LogExtent(new ModSeq(6)) { TailEvents = 20, TailOctets = 3_000 };
        return HeadFormat.Encode(state, log with { Checkpoint = new CheckpointPointer(new ModSeq(800), Pack.Value) });
    }

    private static byte[] Alias() =>
        AddressRowFormat.Encode(
            new AliasAddress(new Address("sales", "x.example"), [new Address("a", "x.example"), new Address("b", "y.example")])
        );

    private static byte[] Credential() =>
        CredentialFormat.Encode(
            new Credential("app-1", new ScramVerifier([3], [4], new ScramParameters([1, 2], 600_000)))
            {
                Label = "a",
                Scopes = MailServices.Imap,
            }
        );

    private static OutgoingGroup Outgoing()
    {
        var envelope = new SmtpEnvelope(
            new Address("a", "x.example"),
            [
                new EnvelopeRecipient(new Address("c", "y.example"))
                {
                    Notify = NotifyOn.Success,
                    OriginalRecipient = new OriginalRecipient("rfc822", "C+d@Y.example"),
                },
            ]
        )
        {
            EnvelopeId = "QQ 1",
        };
        var message = new SpooledMessage(new MessageReference(Pack, 0, 100), envelope, 1_800_000_000);
        return new OutgoingGroup(
            new GroupKey(OutgoingId.Of(message.Content), "y.example", 1),
            message,
            [new OutgoingRecipient(envelope.Recipients[0])]
        )
        {
            Due = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        };
    }
}
