using System.Collections.Immutable;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Testing.Contracts;

/// <summary>
/// Changes that a seed decides: each is made for the state that its author knows, which others may have changed since. There are few names, so that
/// changes meet.
/// </summary>
public static class RandomChanges
{
    private static readonly string[] Names = ["INBOX", "a", "a/b", "a/b/b", "a/c", "Sent", "x/a"];
    private static readonly string[] Entries = ["/private/comment", "/SHARED/comment", "/private/vendor/x"];
    private static readonly string[] Keywords = ["one", "Two", "two", "three", "ONE"];

    public static MailChange Next(Random random, AccountState known)
    {
        var name = Pick(random, Names);
        return random.Next(23) switch
        {
            < 5 => new AppendMessages(MailboxTarget.Named(name), Messages(random)),
            5 => new AppendMessages(MailboxTarget.WithRole(MailboxRole.Junk), Messages(random), new DeliveryKey($"d{random.Next(5)}")),
            < 9 => ChangeFlags(random, known),
            9 => new ExpungeDeleted(Mailbox(random, known)),
            10 => new ExpungeMessages(Mailbox(random, known), Uids(random, known)),
            11 or 12 => new CopyMessages(Mailbox(random, known), Uids(random, known), MailboxTarget.Named(name)),
            13 or 14 => new MoveMessages(Mailbox(random, known), Uids(random, known), MailboxTarget.Named(name)),
            15 => new CreateMailbox(name, Subscribed: random.Next(2) == 0),
            16 => new DeleteMailbox(name),
            17 or 18 => new RenameMailbox(name, Pick(random, Names)),
            19 => new ReplaceMessage(
                Mailbox(random, known),
                Uids(random, known).Ranges[0].First,
                MailboxTarget.Named(name),
                Messages(random)[0]
            ),
            20 => new SetQuota(new Quota(random.Next(2) == 0 ? null : random.Next(100_000), random.Next(2) == 0 ? null : random.Next(100))),
            21 => ChangeAnnotations(random, name),
            _ => new ChangeSubscription(name, random.Next(2) == 0),
        };
    }

    private static ChangeFlags ChangeFlags(Random random, AccountState known)
    {
        ImmutableArray<string> keywords = [.. Keywords.Where(_ => random.Next(4) == 0)];
        var change = new FlagChange((FlagOperation)random.Next(3), (MessageFlags)random.Next(32), keywords);
        ModSeq? since = random.Next(4) == 0 ? known.ModSeq : null;
        return new ChangeFlags(Mailbox(random, known), Uids(random, known), change, since);
    }

    private static ChangeAnnotations ChangeAnnotations(Random random, string name) =>
        new(
            random.Next(4) == 0 ? null : name,
            [
                .. Entries
                    .Where(_ => random.Next(2) == 0)
                    .Select(entry => new AnnotationChange(
                        entry,
                        random.Next(3) == 0 ? default(ReadOnlyMemory<byte>?) : new[] { (byte)random.Next(3) }
                    )),
            ]
        );

    private static ImmutableArray<NewMessage> Messages(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ =>
                    ContractMail.MessageAt(
                        ContractMail.Nowhere(random.Next(1, 1_000)),
                        $"Subject: {random.Next(10)}\r\n\r\n",
                        (MessageFlags)random.Next(32),
                        [.. Keywords.Where(_ => random.Next(6) == 0)]
                    )
                ),
        ];

    private static MailboxId Mailbox(Random random, AccountState known)
    {
        var all = known.Directory.Mailboxes.ToList();
        // Once in a while one that is not there.
        return random.Next(15) == 0 ? new MailboxId(1) : all[random.Next(all.Count)].Id;
    }

    private static UidSet Uids(Random random, AccountState known)
    {
        var (first, last) = (known.Directory.Mailboxes.Min(mailbox => mailbox.Id.Value), known.ModSeq.Value);
        return UidSet.Of(
            Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ =>
                {
                    var from = (uint)(first + ((ulong)random.NextInt64((long)(last - first) + 1)));
                    return new UidRange(new Uid(from), new Uid(from + (uint)random.Next(8)));
                })
        );
    }

    private static string Pick(Random random, string[] names) => names[random.Next(names.Length)];
}
