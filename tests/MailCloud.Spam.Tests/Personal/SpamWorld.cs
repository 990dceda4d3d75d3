using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Spam.Features;
using MailCloud.Spam.Filter;
using MailCloud.Spam.Models;
using MailCloud.Spam.Personal;
using MailCloud.Spam.Training;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Spam.Tests.Personal;

/// <summary>Accounts on a store in memory, whose users teach the filter by moving mail.</summary>
internal sealed class SpamWorld : ILessonQueue
{
    private readonly MemoryMailStore mail;

    public SpamWorld(IModelStore? models = null)
    {
        mail = new MemoryMailStore(Time);
        Models = models ?? new MemoryModelStore();
        Store = new LearningMailStore(mail, this, NullLogger<LearningMailStore>.Instance);
        Shared = new SharedModel(Models, Time, NullLogger<SharedModel>.Instance);
        Personal = new PersonalModels(Models, Time);
        Filter = new PersonalFilter(mail, Personal, Settings, NullLogger<PersonalFilter>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public SpamSettings Settings { get; init; } = new();

    public IModelStore Models { get; }

    /// <summary>The store as sessions have it.</summary>
    public IMailStore Store { get; }

    public SharedModel Shared { get; }

    public PersonalModels Personal { get; }

    public PersonalFilter Filter { get; }

    /// <summary>What waits on the queue.</summary>
    public List<LessonBatch> Queue { get; } = [];

    public SpamTraining Training => new(mail, Models, Shared, Personal, Settings, NullLogger<SpamTraining>.Instance);

    public ValueTask EnqueueAsync(LessonBatch batch, CancellationToken cancellationToken)
    {
        Queue.Add(batch);
        return ValueTask.CompletedTask;
    }

    public async Task<AccountId> AccountAsync(string name)
    {
        var account = new AccountId($"{name}@example.com");
        Assert.True(await mail.CreateAccountAsync(account, CancellationToken.None));
        return account;
    }

    /// <summary>Puts a message into a mailbox, as the service does.</summary>
    public async Task<Uid> AppendAsync(AccountId account, string mailbox, byte[] message)
    {
        var content = new NewMessage(
            await KeepAsync(message),
            MessageFlags.None,
            [],
            0,
            default,
            new ParsedSummary(MessageParser.Parse(message, "test"))
        );
        var result = await mail.CommitAsync(account, new AppendMessages(MailboxTarget.Named(mailbox), [content]), CancellationToken.None);
        return new Uid((uint)result.Events[0].First.Value);
    }

    public async Task<MessageReference> KeepAsync(byte[] message)
    {
        await using var writer = mail.BeginMessage();
        await writer.WriteAsync(message, CancellationToken.None);
        return await writer.CompleteAsync(default, CancellationToken.None);
    }

    public async Task MoveAsync(AccountId account, string from, string to, params Uid[] uids)
    {
        var state = await mail.ReadAsync(account, StateDepth.Directory, CancellationToken.None);
        var move = new MoveMessages(state!.Directory.Find(from)!.Id, UidSet.Of(uids), MailboxTarget.Named(to));
        Assert.Null((await Store.CommitAsync(account, move, CancellationToken.None)).Refusal);
    }

    /// <summary>Learns what waits on the queue.</summary>
    public async Task TrainAsync()
    {
        foreach (var batch in Queue)
            await Training.TrainAsync(batch, CancellationToken.None);
        Queue.Clear();
    }

    /// <summary>A message as it comes in, with the score that it then gets.</summary>
    public async Task<SpooledMessage> IncomingAsync(byte[] message)
    {
        var score = Shared.Current.Score(FeatureSet.Of(message));
        var envelope = new SmtpEnvelope(null, [new Address("x", "example.com")])
        {
            SpamScore = score,
            Disposition = score >= Settings.Threshold ? Disposition.Junk : Disposition.Inbox,
        };
        return new SpooledMessage(await KeepAsync(message), envelope, 0);
    }

    /// <summary>Which of the accounts get the message into Junk.</summary>
    public async Task<IReadOnlySet<AccountId>> JunkAsync(byte[] message, params AccountId[] accounts) =>
        await Filter.JunkAsync(await IncomingAsync(message), accounts, CancellationToken.None);

    public async Task<SpamModel?> ModelAsync(ModelName name) =>
        await Models.ReadAsync(name, CancellationToken.None) is { } stored ? ModelFormat.Decode(stored.Content.Span) : null;

    /// <summary>One of many newsletters of one sender, which no filter for everybody would object to.</summary>
    public static byte[] Newsletter(int number) =>
        Encoding.ASCII.GetBytes(
            $"From: Gardeners Weekly <news{number}@gardeners.example>\r\nTo: you@example.com\r\nSubject: Roses, hedges and issue {number}\r\n"
                + $"Message-ID: <{number}@gardeners.example>\r\nDate: Fri, 1 Jan 2027 10:00:00 +0000\r\nIn-Reply-To: <x@y>\r\n\r\n"
                + $"Dear reader, this week number {number} we look at pruning roses before the frost. Our hedge of the week is hornbeam.\r\n"
                + $"Read on at https://gardeners.example/issue/{number} and write to the editors about your garden.\r\n"
        );
}
