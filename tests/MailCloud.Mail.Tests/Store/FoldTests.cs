using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The fold of any history is what a plain reading of its events says, and a state never changes once it was given out.</summary>
public class FoldTests
{
    private static readonly AccountId Alice = new("alice@example.org");

    [Fact]
    public void Any_history_folds_to_what_its_events_say()
    {
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var (state, model, snapshots) = (New(), new LogModel(New().ModSeq), new List<(AccountState State, string Text)>());
                state = Run(StandardMailboxes.Events, state, model);
                for (var n = 0; n < 60; n++)
                {
                    state = Run(RandomChanges.Next(random, state).Decide(state, nowSeconds: 1_800_000_000 + n).Events, state, model);
                    model.AssertIs(state);
                    snapshots.Add((state, Write(state)));
                }
                // No later event has changed an earlier snapshot, although they share their records.
                Assert.All(snapshots, snapshot => Assert.Equal(snapshot.Text, Write(snapshot.State)));
            },
            iter: 150
        );
    }

    [Fact]
    public void Two_histories_from_one_state_do_not_disturb_each_other()
    {
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var state = Run(StandardMailboxes.Events, New(), null);
                for (var n = 0; n < 20; n++)
                {
                    var next = Run(RandomChanges.Next(random, state).Decide(state, nowSeconds: n).Events, state, null);
                    // What was decided but lost the race, as a store does when somebody else commits first.
                    var lost = Run(RandomChanges.Next(random, state).Decide(state, nowSeconds: n).Events, state, null);
                    var (nextText, lostText) = (Write(next), Write(lost));
                    state = random.Next(2) == 0 ? next : lost;
                    Assert.Equal((nextText, lostText), (Write(next), Write(lost)));
                }
            },
            iter: 150
        );
    }

    [Fact]
    public void Events_that_need_no_messages_fold_the_same_without_them()
    {
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var state = Run(StandardMailboxes.Events, New(), null);
                for (var n = 0; n < 40; n++)
                {
                    var change = RandomChanges.Next(random, state);
                    var decision = change.Decide(state, nowSeconds: n);
                    if (!change.NeedsMessages)
                    {
                        var withoutMessages = Run(
                            change.Decide(state.WithoutMessages(), nowSeconds: n).Events,
                            state.WithoutMessages(),
                            null
                        );
                        var with = Run(decision.Events, state, null);
                        Assert.Equal(with.Directory.Mailboxes, withoutMessages.Directory.Mailboxes);
                        Assert.Equal(with.Directory.SubscribedWithoutMailbox, withoutMessages.Directory.SubscribedWithoutMailbox);
                    }
                    state = Run(decision.Events, state, null);
                }
            },
            iter: 150
        );
    }

    [Fact]
    public void An_event_out_of_order_is_refused()
    {
        var state = Run(StandardMailboxes.Events, New(), null);
        var e = new SubscriptionChanged("x", Subscribed: true);

        Assert.Throws<InvalidOperationException>(() => state.Apply(new LoggedEvent(state.ModSeq, CommitId.New(), e)));
        Assert.Throws<InvalidOperationException>(() => state.Apply(new LoggedEvent(state.ModSeq + 2, CommitId.New(), e)));
    }

    [Fact]
    public void Uids_end_with_a_refusal()
    {
        var state = Run(StandardMailboxes.Events, AccountState.New(Alice, new ModSeq(uint.MaxValue - 10)), null);
        var append = new Mail.Store.Changes.AppendMessages(
            Mail.Store.Changes.MailboxTarget.Inbox,
            [.. Enumerable.Range(0, 4).Select(_ => ContractMail.MessageAt(ContractMail.Nowhere()))]
        );

        Assert.Equal(RefusalReason.UidsExhausted, append.Decide(state, 0).Refusal?.Reason);
        Assert.Equal(RefusalReason.UidsExhausted, new Mail.Store.Changes.CreateMailbox("a/b/c/d").Decide(state, 0).Refusal?.Reason);
        state = Run((append with { Messages = append.Messages[..3] }).Decide(state, 0).Events, state, null);
        Assert.Equal(uint.MaxValue - 1, state.Mailbox("INBOX").LastUid.Value);
        Assert.Equal(uint.MaxValue, state.Mailbox("INBOX").UidNext);
    }

    private static AccountState New() => AccountState.New(Alice, new ModSeq(1_000));

    private static AccountState Run(IEnumerable<MailEvent> events, AccountState state, LogModel? model)
    {
        foreach (var e in events)
        {
            var logged = new LoggedEvent(state.ModSeq + 1, CommitId.New(), e);
            state = state.Apply(logged);
            model?.Apply(logged);
        }
        return state;
    }

    private static string Write(AccountState state) =>
        string.Join(
            '\n',
            state.Directory.Mailboxes.Select(mailbox =>
                $"{mailbox} {string.Join(',', state.Messages(mailbox.Id).Keywords.Names)} {string.Join(';', state.Messages(mailbox.Id).All())}"
            )
        );
}
