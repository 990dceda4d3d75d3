using MailCloud.Mail.Delivery;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Spam.Features;
using MailCloud.Spam.Personal;

namespace MailCloud.Spam.Tests.Personal;

/// <summary>What one user taught counts for that user, at once and for nobody else.</summary>
public sealed class PersonalFilterTests
{
    private readonly SpamWorld world = new();

    [Fact]
    public async Task What_a_user_moved_into_junk_goes_there_the_next_time_and_not_for_another()
    {
        var (ann, bob) = (await world.AccountAsync("ann"), await world.AccountAsync("bob"));
        Assert.Empty(await world.JunkAsync(SpamWorld.Newsletter(100), ann, bob));

        await TeachAsync(ann, "INBOX", "Junk", Enumerable.Range(0, 20).Select(SpamWorld.Newsletter));

        Assert.Equal([ann], await world.JunkAsync(SpamWorld.Newsletter(101), ann, bob));
        Assert.Empty(await world.JunkAsync(Mail.Text("Lunch", "Shall we meet on Friday at noon? I have the plans with me."), ann, bob));
    }

    [Fact]
    public async Task What_a_user_took_out_of_junk_stays_out_the_next_time_and_not_for_another()
    {
        var (ann, bob) = (await world.AccountAsync("ann"), await world.AccountAsync("bob"));
        Assert.Equal([ann, bob], (await world.JunkAsync(Offer(100), ann, bob)).OrderBy(account => account.Value));

        await TeachAsync(ann, "Junk", "INBOX", Enumerable.Range(0, 10).Select(Offer));

        Assert.Equal([bob], await world.JunkAsync(Offer(101), ann, bob));
    }

    [Fact]
    public async Task Other_mail_stays_where_it_was()
    {
        var ann = await world.AccountAsync("ann");
        await TeachAsync(ann, "INBOX", "Junk", Enumerable.Range(0, 20).Select(SpamWorld.Newsletter));
        var ham = MailCloud.Testing.Spam.SpamCorpus.Read().Where(message => !message.IsSpam).ToList();
        var taught = await world.Personal.FindAsync(ann, CancellationToken.None);

        var moved = ham.Count(message =>
            FeatureSet.Of(message.Content) is var features
            && world.Shared.Current.Score(features) is var score
            && score < world.Settings.Threshold
            && score + taught.Sum(features) >= world.Settings.Threshold
        );

        Assert.InRange(moved, 0, ham.Count / 200);
    }

    [Fact]
    public async Task Accounts_have_no_say_where_the_sender_was_forged()
    {
        var ann = await world.AccountAsync("ann");
        await TeachAsync(ann, "Junk", "INBOX", Enumerable.Range(0, 10).Select(Offer));
        var message = await world.IncomingAsync(Offer(101));

        var forged = message with { Envelope = message.Envelope with { SpamScore = null, Disposition = Disposition.Junk } };

        Assert.Equal([ann], await world.Filter.JunkAsync(forged, [ann], CancellationToken.None));
    }

    [Fact]
    public async Task What_another_process_learned_counts_after_a_minute()
    {
        var ann = await world.AccountAsync("ann");
        Assert.Empty(await world.JunkAsync(SpamWorld.Newsletter(1), ann));
        var other = new PersonalModels(world.Models, world.Time);
        Assert.Equal(0, (await other.FindAsync(ann, CancellationToken.None)).Count);

        await TeachAsync(ann, "INBOX", "Junk", [SpamWorld.Newsletter(2)]);

        Assert.Equal(0, (await other.FindAsync(ann, CancellationToken.None)).Count);
        world.Time.Advance(PersonalModels.Lifetime);
        Assert.True((await other.FindAsync(ann, CancellationToken.None)).Count > 0);
    }

    [Fact]
    public async Task Mail_does_not_wait_for_models_that_cannot_be_read()
    {
        var failing = new FailingModelStore(new MemoryModelStore());
        var sick = new SpamWorld(failing);
        var ann = await sick.AccountAsync("ann");
        failing.IsAway = true;

        Assert.Equal([ann], await sick.JunkAsync(Offer(1), ann));
        Assert.Empty(await sick.JunkAsync(SpamWorld.Newsletter(1), ann));
        await sick.Shared.RefreshedAsync();
    }

    private async Task TeachAsync(AccountId account, string from, string to, IEnumerable<byte[]> messages)
    {
        foreach (var message in messages)
            await world.MoveAsync(account, from, to, await world.AppendAsync(account, from, message));
        await world.TrainAsync();
    }

    private static byte[] Offer(int number) =>
        Mail.Of(
            $"From: \"Best Offers\" <win{number}@prizes.example>\nSubject: FREE money! Click now and save ${number}\nContent-Type: text/html\n\n"
                + "<html><body bgcolor=yellow><center><font color=red size=7><b>CONGRATULATIONS!!!</b></font><br>You have won a FREE offer. "
                + $"Click <a href=\"http://192.0.2.9/win/{number}\">here</a> to claim your money now! 100% guaranteed, no credit card, no obligation. "
                + "To be removed from our mailing list click here. Limited time offer, order today!</center></body></html>\n"
        );
}

/// <summary>Models that can be away, and lose the answer of a write that stands.</summary>
internal sealed class FailingModelStore(IModelStore inner) : IModelStore
{
    public bool IsAway { get; set; }

    /// <summary>Writes that stand and say that they do not.</summary>
    public int LostAnswers { get; set; }

    public ValueTask<StoredModel?> ReadAsync(ModelName name, CancellationToken cancellationToken) =>
        IsAway ? throw new StoreUnavailableException("Away, as the test wants it.") : inner.ReadAsync(name, cancellationToken);

    public async ValueTask<bool> TryWriteAsync(
        ModelName name,
        ReadOnlyMemory<byte> content,
        string? version,
        CancellationToken cancellationToken
    )
    {
        if (IsAway)
            throw new StoreUnavailableException("Away, as the test wants it.");
        var stands = await inner.TryWriteAsync(name, content, version, cancellationToken);
        if (!stands || LostAnswers == 0)
            return stands;
        LostAnswers--;
        return false;
    }

    public ValueTask DeleteAsync(ModelName name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
}
