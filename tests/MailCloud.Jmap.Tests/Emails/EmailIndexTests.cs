using CsCheck;
using MailCloud.Jmap.Emails;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailIndexTests
{
    private static readonly AccountId Alice = new("alice@example.org");

    private readonly MemoryMailStore store = new(TimeProvider.System);

    [Fact]
    public async Task A_copy_is_the_same_Email_in_one_more_mailbox()
    {
        await store.CreateAccountAsync(Alice, CancellationToken.None);
        var uids = await store.AppendAsync(Alice, "INBOX");
        var inbox = (await store.ReadAsync(Alice)).Mailbox("INBOX").Id;
        await store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Add(MessageFlags.Seen | MessageFlags.Flagged, "Work")));
        await store.DoAsync(Alice, new CopyMessages(inbox, uids, MailboxTarget.Named("Archive")));
        var state = await store.ReadAsync(Alice);
        await store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Remove(MessageFlags.Seen)));

        var id = new EmailId(uids.Ranges[0].First.Value);
        var before = EmailIndex.Of(state).Find(id);
        var after = EmailIndex.Of(await store.ReadAsync(Alice)).Find(id);
        Assert.Equal([inbox, state.Mailbox("Archive").Id], before?.Mailboxes);
        Assert.Equal(["$flagged", "$seen", "work"], before?.Keywords);
        Assert.Equal(["$flagged", "work"], after?.Keywords);
    }

    [Fact]
    public async Task What_IMAP_has_marked_as_deleted_is_not_there()
    {
        await store.CreateAccountAsync(Alice, CancellationToken.None);
        var uids = await store.AppendAsync(Alice, "INBOX");
        var before = await store.ReadAsync(Alice);
        await store.DoAsync(Alice, new ChangeFlags(before.Mailbox("INBOX").Id, uids, FlagChange.Add(MessageFlags.Deleted)));

        var indexes = new EmailIndexes();
        var id = new EmailId(uids.Ranges[0].First.Value);
        Assert.NotNull(indexes.Of(before).Find(id));
        Assert.Null(indexes.Of(await store.ReadAsync(Alice)).Find(id));
    }

    /// <summary>However an account changes, and whichever of its states was indexed before, an index is what looking at all messages gives.</summary>
    [Fact]
    public void An_index_made_from_another_is_the_one_made_from_nothing() =>
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            var account = new AccountHistory(random);
            var indexes = new EmailIndexes();
            for (var step = 0; step < 60; step++)
            {
                account.Step();
                var state = random.Next(5) == 0 ? account.Older() : account.State;
                if (random.Next(3) > 0)
                    AssertSame(EmailIndex.Of(state), indexes.Of(state));
            }
        });

    private static void AssertSame(EmailIndex expected, EmailIndex actual)
    {
        var records = expected
            .State.Directory.Mailboxes.SelectMany(mailbox => expected.State.Messages(mailbox.Id).All())
            .DistinctBy(record => record.EmailId);
        foreach (var record in records)
        {
            Assert.Equal(expected.Find(record.EmailId)?.Copies ?? [], actual.Find(record.EmailId)?.Copies ?? []);
            Assert.Equal(
                expected.InThread(record.ThreadId).Select(email => email.Id),
                actual.InThread(record.ThreadId).Select(email => email.Id)
            );
        }
    }
}
