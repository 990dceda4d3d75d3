using MailCloud.Spam.Features;
using MailCloud.Spam.Training;

namespace MailCloud.Testing.Spam;

/// <summary>Learns from a collection, and gives what scores a message.</summary>
public delegate Func<FeatureSet, float> SpamLearner(IReadOnlyList<Sample> samples);

/// <summary>The corpus with the features of its messages.</summary>
public sealed class SpamTrial
{
    private SpamTrial(IReadOnlyList<LabelledMessage> messages, IReadOnlyList<FeatureSet> features)
    {
        Messages = messages;
        Features = features;
    }

    public IReadOnlyList<LabelledMessage> Messages { get; }

    public IReadOnlyList<FeatureSet> Features { get; }

    public static SpamTrial Read()
    {
        var messages = SpamCorpus.Read();
        return new SpamTrial(messages, [.. messages.Select(message => FeatureSet.Of(message.Content))]);
    }

    /// <summary>The messages of every fold but one; all of them if there is no such fold.</summary>
    public IReadOnlyList<Sample> SamplesWithout(int fold) =>
        [
            .. Messages
                .Select((message, index) => (message, Sample: new Sample(Features[index], message.IsSpam)))
                .Where(each => each.message.Fold != fold)
                .Select(each => each.Sample),
        ];

    /// <summary>Scores each message by what was learned from the other folds, so that nothing is judged by who has seen it or one like it.</summary>
    public SpamFigures Run(SpamLearner learner)
    {
        var scores = new float[Messages.Count];
        for (var fold = 0; fold < SpamCorpus.Folds; fold++)
        {
            var score = learner(SamplesWithout(fold));
            for (var index = 0; index < Messages.Count; index++)
                if (Messages[index].Fold == fold)
                    scores[index] = score(Features[index]);
        }
        return new SpamFigures([.. Messages.Select((message, index) => new ScoredMessage(message, scores[index]))]);
    }
}
