using MailCloud.Mail.Delivery;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Mail.Tests.Submissions;

/// <summary>Submissions leave when it is their turn, once, and not when they were called back: also when the agent is killed at any step.</summary>
public sealed class SubmissionAgentTests
{
    private static readonly AccountId Account = new("alice@example.org");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryObjectStore objects = new();

    private DateTimeOffset Now => time.GetUtcNow();

    [Fact]
    public async Task One_whose_time_has_come_leaves()
    {
        var world = new World(this);
        await PutAsync(SubmissionPhase.Held, Now);

        await world.RunAsync();

        var message = Assert.Single(Assert.Single(world.Delivered).Messages);
        Assert.Equal("alice@example.org", message.Envelope.ReversePath?.ToString());
        Assert.Equal(["bob@example.net"], message.Envelope.Recipients.Select(recipient => recipient.Address.ToString()));
        Assert.Equal((Account, Now.ToUnixTimeSeconds()), (message.Envelope.Submitter, message.ReceivedSeconds));
        Assert.Equal(SubmissionPhase.Released, (await FindAsync()).Phase);
        Assert.Empty(world.Tickets);
        await world.RunAsync();
        Assert.Single(world.Delivered);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(20 * 86_400, 6 * 86_400)]
    public async Task One_whose_time_is_to_come_waits(int seconds, int waits)
    {
        var world = new World(this);
        await PutAsync(SubmissionPhase.Held, Now.AddSeconds(seconds));

        await world.RunAsync();

        Assert.Empty(world.Delivered);
        Assert.Equal(TimeSpan.FromSeconds(waits), Assert.Single(world.Tickets).Delay);
        Assert.Equal(SubmissionPhase.Held, (await FindAsync()).Phase);
    }

    [Theory]
    [InlineData(SubmissionPhase.Canceled)]
    [InlineData(SubmissionPhase.Released)]
    public async Task One_that_was_called_back_or_has_left_does_not_leave(SubmissionPhase phase)
    {
        var world = new World(this);
        await PutAsync(phase, Now);

        await world.RunAsync();

        Assert.Empty(world.Delivered);
        Assert.Empty(world.Tickets);
    }

    [Fact]
    public async Task A_ticket_comes_again_for_a_while_when_its_submission_is_not_there_yet()
    {
        var world = new World(this);

        await world.RunAsync();
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(world.Tickets).Delay);

        time.Advance(TimeSpan.FromMinutes(16));
        await world.RunAsync();
        Assert.Single(world.Tickets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_step_it_leaves_once_when_the_ticket_comes_again(bool answerLost)
    {
        for (var steps = 0; ; steps++)
        {
            await objects.RemoveAllAsync(Account, CancellationToken.None);
            var world = new World(this) { Left = steps, LosesAnswer = answerLost };
            await PutAsync(SubmissionPhase.Held, Now);
            var isKilled = await world.IsKilledAsync();
            world.Left = int.MaxValue;

            await world.RunAsync();

            // It may be on the queue twice; then it is the same message, which delivery takes once.
            Assert.Single(world.Delivered.Select(batch => DeliveryKey.For(batch.Messages[0].Content)).Distinct());
            Assert.Equal(SubmissionPhase.Released, (await FindAsync()).Phase);
            if (!isKilled)
            {
                Assert.True(steps > 2, "It did nothing.");
                break;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Called_back_when_the_agent_was_killed_at_any_step_it_leaves_only_if_that_was_refused(bool answerLost)
    {
        for (var steps = 0; ; steps++)
        {
            await objects.RemoveAllAsync(Account, CancellationToken.None);
            var world = new World(this) { Left = steps, LosesAnswer = answerLost };
            await PutAsync(SubmissionPhase.Held, Now);
            var isKilled = await world.IsKilledAsync();
            world.Left = int.MaxValue;

            var isCalledBack = await CallBackAsync();
            await world.RunAsync();

            Assert.Equal(isCalledBack, world.Delivered.Count == 0);
            Assert.Equal(isCalledBack ? SubmissionPhase.Canceled : SubmissionPhase.Released, (await FindAsync()).Phase);
            if (!isKilled)
                break;
        }
    }

    [Fact]
    public async Task Called_back_at_the_same_time_it_leaves_or_is_called_back()
    {
        for (var i = 0; i < 200; i++)
        {
            await objects.RemoveAllAsync(Account, CancellationToken.None);
            var world = new World(this);
            await PutAsync(SubmissionPhase.Held, Now);

            var calling = Task.Run(CallBackAsync, TestContext.Current.CancellationToken);
            await Task.Run(world.RunAsync, TestContext.Current.CancellationToken);

            Assert.Equal(await calling, world.Delivered.Count == 0);
        }
    }

    private async Task<bool> CallBackAsync()
    {
        var stored = (await objects.FindAsync(Account, Submission.Kind, "s1", CancellationToken.None))!;
        var submission = Submission.Of(stored);
        return submission.Phase is SubmissionPhase.Held
            && await objects.TryCommitAsync(
                Account,
                Submission.Kind,
                [new("s1", (submission with { Phase = SubmissionPhase.Canceled }).ToBody(), stored.Changed)],
                CancellationToken.None
            )
                is not null;
    }

    private async Task<Submission> FindAsync() =>
        Submission.Of((await objects.FindAsync(Account, Submission.Kind, "s1", CancellationToken.None))!);

    private async Task PutAsync(SubmissionPhase phase, DateTimeOffset sendAt)
    {
        var submission = new Submission
        {
            MailFrom = "alice@example.org",
            RcptTo = ["bob@example.net"],
            SendAt = sendAt,
            Phase = phase,
            Released = phase is SubmissionPhase.Released ? sendAt : null,
            Pack = Guid.NewGuid(),
            Length = 7,
        };
        Assert.NotNull(await objects.TryCommitAsync(Account, Submission.Kind, [new("s1", submission.ToBody())], CancellationToken.None));
    }

    /// <summary>An agent whose process dies after some steps; each is a call of something that lasts.</summary>
    private sealed class World(SubmissionAgentTests test) : IDeliveryQueue, ISubmissionQueue
    {
        private readonly SubmissionTicket ticket = new(Account, "s1", test.Now);

        public int Left { get; set; } = int.MaxValue;

        public bool LosesAnswer { get; set; }

        public List<DeliveryBatch> Delivered { get; } = [];

        public List<(SubmissionTicket Ticket, TimeSpan Delay)> Tickets { get; } = [];

        public Task RunAsync() =>
            new SubmissionAgent(new MortalStore(test.objects, this), this, this, test.time, NullLogger<SubmissionAgent>.Instance).RunAsync(
                ticket,
                CancellationToken.None
            );

        public async Task<bool> IsKilledAsync()
        {
            try
            {
                await RunAsync();
                return false;
            }
            catch (StoreUnavailableException)
            {
                return true;
            }
        }

        public async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> action)
        {
            if (Left == 0)
                throw new StoreUnavailableException("The process is dead.");
            Left--;
            var result = await action();
            return Left == 0 && LosesAnswer ? throw new StoreUnavailableException("The answer is lost.") : result;
        }

        public async ValueTask EnqueueAsync(DeliveryBatch batch, TimeSpan delay, CancellationToken cancellationToken) =>
            await StepAsync(() =>
            {
                Delivered.Add(batch);
                return new ValueTask<bool>(true);
            });

        public async ValueTask EnqueueAsync(SubmissionTicket sent, TimeSpan delay, CancellationToken cancellationToken) =>
            await StepAsync(() =>
            {
                Tickets.Add((sent, delay));
                return new ValueTask<bool>(true);
            });
    }

    private sealed class MortalStore(IObjectStore inner, World world) : ObjectStoreDecorator(inner)
    {
        public override ValueTask<StoredObject?> FindAsync(
            AccountId account,
            ObjectKind kind,
            string id,
            CancellationToken cancellationToken
        ) => world.StepAsync(() => base.FindAsync(account, kind, id, cancellationToken));

        public override ValueTask<ulong?> TryCommitAsync(
            AccountId account,
            ObjectKind kind,
            IReadOnlyCollection<ObjectWrite> writes,
            CancellationToken cancellationToken
        ) => world.StepAsync(() => base.TryCommitAsync(account, kind, writes, cancellationToken));
    }
}
