using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Spam.Features;
using MailCloud.Spam.Filter;
using MailCloud.Spam.Models;
using MailCloud.Spam.Personal;
using Microsoft.Extensions.Logging;

namespace MailCloud.Spam.Training;

/// <summary>
/// Learns the lessons that users teach: for the account, and for everybody if the operator wants that. Invariant: however often a batch is run, wherever a
/// run was killed, and in whatever order batches come, each move is learned once, and of two moves of a message the later one holds.
/// </summary>
public sealed class SpamTraining(
    IMailStore store,
    IModelStore models,
    SharedModel shared,
    PersonalModels personal,
    SpamSettings settings,
    ILogger<SpamTraining> log
)
{
    /// <summary>Weights of an account's model: with its lessons it then takes less than 64 KiB.</summary>
    public const int MaxPersonalWeights = 12_288;

    /// <summary>Writers of one model who may come first before the batch goes back to the queue.</summary>
    private const int MaxAttempts = 10;

    /// <summary>How far one user's lesson moves what everybody gets: many have to say the same.</summary>
    private const float SharedStep = 0.25f;

    /// <summary>A lesson with the features of its message.</summary>
    private readonly record struct ReadLesson(ulong Message, ulong Change, Sample Sample);

    /// <exception cref="StoreUnavailableException">Not all of it was learned; the batch has to be run again.</exception>
    public async Task TrainAsync(LessonBatch batch, CancellationToken cancellationToken)
    {
        // A model of an account that is gone would be somebody else's when the address is given again.
        if (!settings.IsOn || await store.ReadAsync(batch.Account, StateDepth.Directory, cancellationToken) is null)
            return;
        var lessons = await ReadAsync(batch, cancellationToken);
        var weights = await UpdateAsync(
            ModelName.Of(batch.Account),
            lessons,
            SpamModel.Empty,
            model => new Learner(model, shared.Current.Score, settings.Threshold) { MaxWeights = MaxPersonalWeights },
            cancellationToken
        );
        personal.Remember(batch.Account, weights);
        if (settings.SharesTraining)
            await UpdateAsync(
                ModelName.Everybody,
                lessons,
                StartModel.Model,
                model => new Learner(model, static _ => 0, settings.Threshold) { Step = SharedStep },
                cancellationToken
            );
    }

    private async Task<IReadOnlyList<ReadLesson>> ReadAsync(LessonBatch batch, CancellationToken cancellationToken)
    {
        var lessons = new List<ReadLesson>();
        foreach (var lesson in batch.Lessons)
            try
            {
                var features = await store.ReadFeaturesAsync(lesson.Content, cancellationToken);
                lessons.Add(new ReadLesson(NameOf(batch.Account, lesson), lesson.Change.Value, new Sample(features, lesson.IsSpam)));
            }
            catch (MessageMissingException e)
            {
                log.LogWarning(e, "A message of {Account} is gone before the spam filter could learn from it", batch.Account);
            }
        return lessons;
    }

    /// <summary>Teaches a model what it does not know yet, and gives its weights.</summary>
    private async Task<Weights> UpdateAsync(
        ModelName name,
        IReadOnlyList<ReadLesson> lessons,
        SpamModel start,
        Func<SpamModel, Learner> learnerOf,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var stored = await models.ReadAsync(name, cancellationToken);
            var model = stored is null ? start : ModelFormat.Decode(stored.Content.Span) ?? start;
            var learner = learnerOf(model);
            var isNew = false;
            foreach (var lesson in lessons)
                isNew |= learner.Learn(lesson.Message, lesson.Change, lesson.Sample);
            if (!isNew)
                return model.Weights;
            var next = learner.ToModel();
            if (await models.TryWriteAsync(name, ModelFormat.Encode(next), stored?.Version, cancellationToken))
                return next.Weights;
            // Somebody else, or this very write whose answer was lost: what is there now tells.
            await Task.Delay(Random.Shared.Next(10, 50 * attempt), cancellationToken);
        }
        throw new StoreUnavailableException($"The spam filter's model {name} is changed by too many at once.");
    }

    /// <summary>A number that names the message among all accounts' messages.</summary>
    private static ulong NameOf(AccountId account, Lesson lesson) =>
        FeatureSlot.Hash(0, account.Value) ^ (lesson.Email.Value * 0x9E3779B97F4A7C15);
}
