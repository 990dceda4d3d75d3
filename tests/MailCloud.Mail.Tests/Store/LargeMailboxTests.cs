using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>Mailboxes of several segments: appended to, changed, thinned out and searched across the segments' edges.</summary>
public class LargeMailboxTests
{
    private static readonly MailboxId Inbox = new(1);

    [Fact]
    public void A_mailbox_of_any_size_holds_what_its_events_say()
    {
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var (state, model) = (AccountState.New(new AccountId("a"), ModSeq.Zero), new LogModel(ModSeq.Zero));
                Apply(new MailboxCreated("INBOX", MailboxRole.Inbox, Subscribed: true));
                for (var n = 0; n < 12; n++)
                {
                    Apply(Appended(random.Next(1, 900)));
                    var some = state.Messages(Inbox).Where(Everything, (in MessageRecord _) => random.Next(3) == 0);
                    if (!some.IsEmpty)
                        Apply(new FlagsChanged(Inbox, some, FlagChange.Add((MessageFlags)random.Next(32))));
                    var gone = state.Messages(Inbox).Where(Stretch(random, state), (in MessageRecord _) => random.Next(4) > 0);
                    if (!gone.IsEmpty)
                        Apply(new MessagesExpunged(Inbox, gone));
                }
                model.AssertIs(state);
                AssertIndexed(state.Messages(Inbox), (uint)state.ModSeq.Value);

                void Apply(MailEvent e)
                {
                    var logged = new LoggedEvent(state.ModSeq + 1, CommitId.New(), e);
                    state = state.Apply(logged);
                    model.Apply(logged);
                }
            },
            iter: 15
        );
    }

    [Fact]
    public void A_small_change_of_a_large_mailbox_copies_little()
    {
        var state = AccountState.New(new AccountId("a"), ModSeq.Zero);
        state = state.Apply(
            new LoggedEvent(new ModSeq(1), CommitId.New(), new MailboxCreated("INBOX", MailboxRole.Inbox, Subscribed: true))
        );
        state = state.Apply(new LoggedEvent(new ModSeq(2), CommitId.New(), Appended(100_000)));
        var flagged = new FlagsChanged(Inbox, UidSet.Of(new Uid(50_000)), FlagChange.Add(MessageFlags.Seen));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var after = state.Apply(new LoggedEvent(state.ModSeq + 1, CommitId.New(), flagged));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(MessageFlags.Seen, after.Messages(Inbox)[after.Messages(Inbox).IndexOf(new Uid(50_000))].Flags);
        // All records are ten megabytes.
        Assert.InRange(allocated, 0, 200_000);
    }

    private static readonly UidSet Everything = UidSet.Of(new UidRange(new Uid(1), new Uid(uint.MaxValue)));

    private static UidSet Stretch(Random random, AccountState state)
    {
        var (from, to) = ((uint)random.NextInt64(1, (long)state.ModSeq.Value), (uint)random.NextInt64(1, (long)state.ModSeq.Value));
        return UidSet.Of(new UidRange(new Uid(Math.Min(from, to)), new Uid(Math.Max(from, to))));
    }

    private static MessagesAppended Appended(int count) =>
        new(Inbox, [.. Enumerable.Repeat(ContractMail.MessageAt(ContractMail.Nowhere()), count)], 1_800_000_000);

    private static void AssertIndexed(MailboxState mailbox, uint last)
    {
        var uids = mailbox.All().Select(message => message.Uid.Value).ToList();
        Assert.Equal(mailbox.Count, uids.Count);
        for (uint uid = 0; uid <= last + 1; uid++)
        {
            var place = uids.BinarySearch(uid);
            Assert.Equal(place, mailbox.IndexOf(new Uid(uid)));
            if (place >= 0)
                Assert.Equal(uid, mailbox[place].Uid.Value);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => mailbox[mailbox.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mailbox[-1]);
    }
}
