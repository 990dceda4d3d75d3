using System.Text;
using Google.Protobuf;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Format;
using MailCloud.Storage.Objects;
using MailCloud.Storage.Packs;

namespace MailCloud.Storage.Tests.Formats;

/// <summary>
/// Stored bodies octet for octet. What these tests hold is in accounts that people have: one that fails says that a change of the code changes the
/// stored form, which needs a new <see cref="FormatVersion"/> and readers of the old one.
/// </summary>
public class GoldenTests
{
    private static readonly PackId Pack = new(Guid.Parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"));
    private static readonly CommitId Commit = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly EncodedSummary Summary = new(new byte[] { 8, 42 });
    private static readonly UidSet Uids = UidSet.Of(new UidRange(new Uid(5), new Uid(5)), new UidRange(new Uid(10), new Uid(300)));

    public static TheoryData<string, string> Events { get; } =
        new()
        {
            { "created", "0801121000112233445566778899AABBCCDDEEFF1A0A0A0453656E7410021801" },
            { "renamed", "0801121000112233445566778899AABBCCDDEEFF220808071204C3A42F62" },
            { "deleted", "0801121000112233445566778899AABBCCDDEEFF2A020807" },
            { "deleted empty", "0801121000112233445566778899AABBCCDDEEFF2A0408071001" },
            { "subscribed", "0801121000112233445566778899AABBCCDDEEFF32090A054C697374731001" },
            {
                "appended",
                "0801121000112233445566778899AABBCCDDEEFF3A4A08071080A4A7DA061A2C0A100190A1B2C3D47E5F8A9B0C1D2E3F4A5B186420112A016B2A02246C30133908070605040302014202082A1A12106418C8013909000000000000004202082A"
            },
            { "copied", "0801121000112233445566778899AABBCCDDEEFF4211080710081A05050005A2022080A4A7DA06" },
            { "moved", "0801121000112233445566778899AABBCCDDEEFF4A11080710081A05050005A2022080A4A7DA06" },
            { "flags", "0801121000112233445566778899AABBCCDDEEFF521008071205050005A2021802200C2A016B" },
            { "quota", "0801121000112233445566778899AABBCCDDEEFF720408C0843D" },
            { "skipped", "0801121000112233445566778899AABBCCDDEEFF78C0843D" },
            { "expunged", "0801121000112233445566778899AABBCCDDEEFF5A0908071205050005A202" },
            { "expunged with ids", "0801121000112233445566778899AABBCCDDEEFF5A1C0807120205011A02050922100807060504030201FFFFFFFFFFFFFFFF" },
            {
                "annotated",
                "0801121000112233445566778899AABBCCDDEEFF6231080712100A0A2F707269766174652F6112020001120B0A092F7368617265642F62120E0A0A2F707269766174652F631200"
            },
            { "annotated account", "0801121000112233445566778899AABBCCDDEEFF6211120F0A0A2F707269766174652F61120141" },
        };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_so(string name, string octets)
    {
        var e = Sample(name);

        Assert.Equal(octets, Convert.ToHexString(EventFormat.Encode(new LoggedEvent(new ModSeq(900), Commit, e))));

        var read = EventFormat.Decode(new ModSeq(900), Convert.FromHexString(octets));
        Assert.Equal((new ModSeq(900), Commit), (read.First, read.Commit));
        Assert.Equal(Write(e), Write(read.Event));
    }

    [Fact]
    public void What_is_known_of_a_client_network_is_written_so()
    {
        var since = DateTimeOffset.FromUnixTimeSeconds(1_772_452_800);
        var client = new GreylistClient(
            3,
            [new GreylistTriplet(0x0102030405060708, since, true), new GreylistTriplet(1, since, false)],
            since
        );

        const string octets = "080110031A1109080706050403020110C0F795CD0618011A0F09010000000000000010C0F795CD06";
        Assert.Equal(octets, Convert.ToHexString(GreylistFormat.Encode(client)));

        var read = GreylistFormat.Decode(Convert.FromHexString(octets), since);
        Assert.Equal(client.Triplets, read.Triplets);
        Assert.Equal((client.Passes, client.Due), (read.Passes, read.Due));
    }

    [Fact]
    public void A_domain_is_written_so()
    {
        var domain = new Domain("x.example")
        {
            Postmaster = new Address("a", "x.example"),
            AllowsLegacyMechanisms = true,
            DkimSelectors =
            [
                new("mc1r", "v=DKIM1; p=AA", new SecretName("k"), DkimSelectorState.Retired, DateTimeOffset.FromUnixTimeSeconds(5)),
            ],
            WithheldImapCapabilities = ["ID"],
            Quota = new Quota(2_000_000, 300),
            Administrators = [new Address("b", "x.example")],
        };
        const string Octets =
            "0801120B6140782E6578616D706C651801221C0A046D633172120D763D444B494D313B20703D41411A016B200328052A02494432070880897A10AC023A0B6240782E6578616D706C65";

        Assert.Equal(Octets, Convert.ToHexString(DomainFormat.Encode(domain)));

        var read = DomainFormat.Decode("x.example", Convert.FromHexString(Octets));
        Assert.Equal(domain.DkimSelectors, read.DkimSelectors);
        Assert.Equal(domain.WithheldImapCapabilities, read.WithheldImapCapabilities);
        Assert.Equal(domain.Administrators, read.Administrators);
        Assert.Equal(
            domain,
            read with
            {
                DkimSelectors = domain.DkimSelectors,
                WithheldImapCapabilities = domain.WithheldImapCapabilities,
                Administrators = domain.Administrators,
            }
        );
    }

    [Fact]
    public void A_policy_of_another_domain_is_written_so()
    {
        var policy = new StoredStsPolicy("ab", "version: STSv1\n", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        const string Octets = "0801120261621A0F76657273696F6E3A2053545376310A2080A4A7DA06";

        Assert.Equal(Octets, Convert.ToHexString(StsPolicyFormat.Encode(policy)));
        Assert.Equal(policy, StsPolicyFormat.Decode(Convert.FromHexString(Octets)));
    }

    [Fact]
    public void A_ticket_of_a_submission_is_written_so()
    {
        var ticket = new SubmissionTicket(new AccountId("ä@b.example"), "s1", DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123));
        const string Text = """{ "version": 1, "account": "ä@b.example", "submission": "s1", "issued": "1800000000123" }""";

        Assert.Equal(Text, SubmissionTicketFormat.Encode(ticket));
        Assert.Equal(ticket, SubmissionTicketFormat.Decode(Text));
        Assert.Throws<InvalidDataException>(() => SubmissionTicketFormat.Decode("{}"));
        Assert.Throws<InvalidDataException>(() => SubmissionTicketFormat.Decode("x"));
    }

    [Fact]
    public void An_object_and_the_head_of_its_account_are_written_so()
    {
        var kinds = ObjectsHead.Empty.Kinds.Add("fruit", new KindState(7, 3, 2)).Add("rule", new KindState(9, 0, 0));
        var head = new ObjectsHead(9, 1, [Pack.Value, Commit.Value], kinds);
        const string Head =
            "08011009180122100190A1B2C3D47E5F8A9B0C1D2E3F4A5B221000112233445566778899AABBCCDDEEFF2A0D0A0566727569741007180320022A080A0472756C651009";
        const string Row = "080112020102";

        Assert.Equal(Head, Convert.ToHexString(ObjectFormat.Encode(head)));
        Assert.Equal(Row, Convert.ToHexString(ObjectFormat.Encode(new byte[] { 1, 2 })));

        var read = ObjectFormat.DecodeHead(Convert.FromHexString(Head));
        Assert.Equal((head.Counter, head.Start), (read.Counter, read.Start));
        Assert.Equal(head.Commits, read.Commits);
        Assert.Equal(head.Kinds, read.Kinds);
        Assert.Equal([1, 2], ObjectFormat.DecodeContent(Convert.FromHexString(Row)).ToArray());
    }

    [Fact]
    public void A_head_is_written_so()
    {
        var (state, log) = SampleHead();
        const string Octets =
            "08011084071806221508A00612100190A1B2C3D47E5F8A9B0C1D2E3F4A5B281430B817422008071205494E424F581801200128F40330840738034002480150C0C40758AC02420808081202C3A430084A017852021032";

        Assert.Equal(Octets, Convert.ToHexString(HeadFormat.Encode(state, log)));

        var (read, readLog) = HeadFormat.Decode(state.Account, Convert.FromHexString(Octets));
        Assert.Equal(log, readLog);
        Assert.Equal((state.ModSeq, state.Quota), (read.ModSeq, read.Quota));
        Assert.Equal(state.Directory.Mailboxes, read.Directory.Mailboxes);
        Assert.Equal(state.Directory.SubscribedWithoutMailbox, read.Directory.SubscribedWithoutMailbox);
    }

    [Fact]
    public void A_message_of_the_queue_is_written_so()
    {
        var batch = new DeliveryBatch(
            Pack,
            [
                new SpooledMessage(
                    new MessageReference(Pack, 0, 100),
                    new SmtpEnvelope(null, [new Address("ä", "b.example")]),
                    1_800_000_000
                ),
                new SpooledMessage(
                    new MessageReference(Pack, 100, 7),
                    new SmtpEnvelope(new Address("x@y", "Z.example"), [new Address("c", "d")]),
                    5
                ),
            ]
        );
        const string Text =
            """{ "version": 1, "pack": "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "messages": [ { "length": 100, "recipients": [ "ä@b.example" ], "received": "1800000000" }, { "offset": "100", "length": 7, "reversePath": "x@y@Z.example", "recipients": [ "c@d" ], "received": "5" } ] }""";

        Assert.Equal(Text, DeliveryBatchFormat.Encode(batch));

        var (read, blob) = DeliveryBatchFormat.Decode(Text);
        Assert.Null(blob);
        Assert.Equal(DeliveryBatchFormat.Encode(batch), DeliveryBatchFormat.Encode(read));
        Assert.Equal(batch.Messages[1].Envelope.ReversePath?.ToString(), read.Messages[1].Envelope.ReversePath?.ToString());
    }

    [Fact]
    public void An_envelope_is_written_so()
    {
        var envelope = new SmtpEnvelope(
            new Address("a", "x.example"),
            [
                new Address("b", "y.example"),
                new EnvelopeRecipient(new Address("c", "y.example"))
                {
                    Notify = NotifyOn.Success | NotifyOn.Delay,
                    OriginalRecipient = new OriginalRecipient("rfc822", "C+d@Y.example"),
                },
            ]
        )
        {
            EnvelopeId = "QQ 1",
            Return = ReturnContent.Headers,
            RequireTls = true,
            IsInternational = true,
            Submitter = new AccountId("a@x.example"),
            Disposition = Disposition.Junk,
            SpamScore = 4.5f,
            IsFromTrustedNetwork = true,
        };
        var batch = new DeliveryBatch(Pack, [new SpooledMessage(new MessageReference(Pack, 0, 100), envelope, 5)]);
        const string Text =
            """{ "version": 1, "pack": "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "messages": [ { "length": 100, "reversePath": "a@x.example", "recipients": [ "b@y.example", "c@y.example" ], "received": "5", "wishes": [ { "recipient": 1, "notify": 10, "originalType": "rfc822", "originalAddress": "C+d@Y.example" } ], "envelopeId": "QQ 1", "return": 2, "requireTls": true, "international": true, "submitter": "a@x.example", "junk": true, "spamScore": 4.5, "fromTrustedNetwork": true } ] }""";

        Assert.Equal(Text, DeliveryBatchFormat.Encode(batch));

        var read = Assert.Single(DeliveryBatchFormat.Decode(Text).Batch.Messages).Envelope;
        Assert.Equal(envelope.Recipients, read.Recipients);
        Assert.Equal(envelope, read with { Recipients = envelope.Recipients });
    }

    [Fact]
    public void Rows_of_the_directory_are_written_so()
    {
        var alias = new AliasAddress(new Address("Sales", "x.example"), [new Address("a", "x.example"), new Address("b", "y.example")]);
        Assert.Equal(
            "0801120553616C65731A09782E6578616D706C652A1A0A0B6140782E6578616D706C650A0B6240792E6578616D706C65",
            Convert.ToHexString(AddressRowFormat.Encode(alias))
        );
        var account = new AccountAddress(new Address("a", "x.example"), new AccountId("a@x.example"));
        Assert.Equal("08011201611A09782E6578616D706C65220B6140782E6578616D706C65", Convert.ToHexString(AddressRowFormat.Encode(account)));
        var credential = new Credential("app-1", new ScramVerifier([3], [4], new ScramParameters([1, 2], 600_000)));
        Assert.Equal("080112056170702D311A02010220C0CF242A0103320104", Convert.ToHexString(CredentialFormat.Encode(credential)));
        var scoped = credential with { Label = "a", Scopes = MailServices.Imap, Created = DateTimeOffset.FromUnixTimeSeconds(300) };
        Assert.Equal(
            "080112056170702D311A02010220C0CF242A01033201043A016142010248AC02",
            Convert.ToHexString(CredentialFormat.Encode(scoped))
        );
        Assert.Equal("0801120107", Convert.ToHexString(CredentialFormat.EncodeDecoyKey([7])));
        Assert.Equal("08011201011A0102220103", Convert.ToHexString(LegacySecretFormat.Encode(new LegacySecret([1], [2], [3]))));
    }

    [Fact]
    public void Keys_are_written_so()
    {
        Assert.Equal("e00000000000000000900", AccountRows.Event(new ModSeq(900)));
        Assert.Equal(new ModSeq(900), AccountRows.EventNumber(AccountRows.Event(new ModSeq(900))));
        var key = DeliveryKey.For(new MessageReference(Pack, 1234, 5));
        Assert.Equal("d0190a1b2c3d47e5f8a9b0c1d2e3f4a5b-1234", AccountRows.Delivery(key));
        Assert.Equal("a=2Fb@x.example", AccountRows.Partition(new AccountId("a/b@x.example")));
        Assert.Equal("2024/07/11/0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", PackBlobs.NameOf(Pack));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(FormatVersion.Current + 1)]
    public void Other_versions_are_not_read(uint version)
    {
        var head = new Format.Proto.Head { Version = version }.ToByteArray();
        Assert.Throws<InvalidDataException>(() => HeadFormat.Decode(new AccountId("a"), head));
        var entry = new Format.Proto.LogEntry { Version = version, MailboxDeleted = new() }.ToByteArray();
        Assert.Throws<InvalidDataException>(() => EventFormat.Decode(new ModSeq(1), entry));
    }

    [Fact]
    public void An_event_of_an_unknown_kind_is_not_passed_over()
    {
        var entry = new Format.Proto.LogEntry { Version = FormatVersion.Current, Commit = ByteString.CopyFrom(new byte[16]) };

        Assert.Throws<InvalidDataException>(() => EventFormat.Decode(new ModSeq(1), entry.ToByteArray()));
    }

    [Fact]
    public void A_usual_message_takes_few_octets_beside_its_summary()
    {
        var message = new NewMessage(
            new MessageReference(Pack, 12_345, 8_000),
            MessageFlags.None,
            [],
            1_800_000_000,
            new ThreadId(7),
            Summary
        );
        var one = new MessagesAppended(new MailboxId(29_000_000), [message], 1_800_000_002);
        var two = one with { Messages = [message, message] };

        var size = EventFormat.Encode(new LoggedEvent(new ModSeq(1), Commit, one)).Length;
        Assert.InRange(size, 1, 80);
        Assert.InRange(EventFormat.Encode(new LoggedEvent(new ModSeq(1), Commit, two)).Length - size, 1, 30);
    }

    private static MailEvent Sample(string name) =>
        name switch
        {
            "created" => new MailboxCreated("Sent", MailboxRole.Sent, Subscribed: true),
            "renamed" => new MailboxRenamed(new MailboxId(7), "ä/b"),
            "deleted empty" => new MailboxDeleted(new MailboxId(7)) { WasEmpty = true },
            "deleted" => new MailboxDeleted(new MailboxId(7)),
            "subscribed" => new SubscriptionChanged("Lists", Subscribed: true),
            "appended" => new MessagesAppended(
                new MailboxId(7),
                [
                    new(
                        new(Pack, 0, 100),
                        MessageFlags.Seen | MessageFlags.Draft,
                        ["k", "$l"],
                        1_799_999_990,
                        new(0x0102030405060708),
                        Summary
                    ),
                    new(new(Pack, 100, 200), MessageFlags.None, [], 1_800_000_000, new(9), Summary),
                ],
                1_800_000_000
            ),
            "copied" => new MessagesCopied(new MailboxId(7), Uids, new MailboxId(8), 1_800_000_000),
            "moved" => new MessagesMoved(new MailboxId(7), Uids, new MailboxId(8), 1_800_000_000),
            "flags" => new FlagsChanged(new MailboxId(7), Uids, FlagChange.Replace(MessageFlags.Flagged | MessageFlags.Deleted, "k")),
            "quota" => new QuotaChanged(new Quota(1_000_000, null)),
            "skipped" => new NumbersSkipped(1_000_000),
            "expunged with ids" => new MessagesExpunged(new MailboxId(7), UidSet.Of(new UidRange(new(5), new(6))))
            {
                Emails = [new(new(5), new(0x0102030405060708)), new(new(9), new(ulong.MaxValue))],
            },
            "expunged" => new MessagesExpunged(new MailboxId(7), Uids),
            "annotated" => new AnnotationsChanged(
                new MailboxId(7),
                [new("/private/a", new byte[] { 0, 1 }), new("/shared/b", null), new("/private/c", Array.Empty<byte>())]
            ),
            "annotated account" => new AnnotationsChanged(null, [new("/private/a", new byte[] { 65 })]),
            _ => throw new ArgumentException($"There is no sample {name}.", nameof(name)),
        };

    private static (AccountState State, LogExtent Log) SampleHead()
    {
        var inbox = new MailboxEntry(
            new(7),
            "INBOX",
            MailboxRole.Inbox,
            true,
            new(500),
            new(900),
            new Tally(3, 2, 1, 123_456) { DeletedBytes = 300 }
        );
        var empty = new MailboxEntry(new(8), "ä", MailboxRole.None, false, default, new(8), default);
        var state = AccountState.DirectoryOnly(new("a"), new(900), MailboxDirectory.Of([empty, inbox], ["x"]), new Quota(null, 50));
        var log = new LogExtent(new ModSeq(6)) { TailEvents = 20, TailOctets = 3_000 };
        return (state, log with { Checkpoint = new CheckpointPointer(new ModSeq(800), Pack.Value) });
    }

    private static string Write(MailEvent e) =>
        e switch
        {
            MessagesAppended appended =>
                $"{appended.Mailbox} {appended.SaveDateSeconds} {string.Join(';', appended.Messages.Select(Write))}",
            FlagsChanged changed =>
                $"{changed.Mailbox} {changed.Uids} {changed.Change.Operation} {changed.Change.Flags} {string.Join(',', changed.Change.Keywords)}",
            AnnotationsChanged changed =>
                $"{changed.Mailbox} {string.Join(',', changed.Entries.Select(entry => $"{entry.Name}={(entry.Value is { } value ? Convert.ToHexString(value.Span) : null) ?? "none"}"))}",
            MessagesExpunged expunged => $"{expunged.Mailbox} {expunged.Uids} {string.Join(',', expunged.Emails)}",
            _ => e.ToString(),
        };

    private static string Write(NewMessage message)
    {
        var text = new StringBuilder();
        text.Append(
            $"{message.Content} {message.Flags} {string.Join(',', message.Keywords)} {message.InternalDateSeconds} {message.ThreadId} "
        );
        return text.Append(Convert.ToHexString(((EncodedSummary)message.Summary).Bytes.Span)).ToString();
    }
}
