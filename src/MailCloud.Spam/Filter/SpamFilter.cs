using MailCloud.Spam.Features;

namespace MailCloud.Spam.Filter;

/// <summary>The filter by the model for everybody.</summary>
public sealed class SpamFilter(SharedModel model, SpamSettings settings) : ISpamFilter
{
    /// <summary>Reasons that a verdict gives at most.</summary>
    private const int MaxReasons = 6;

    /// <inheritdoc/>
    public SpamVerdict Score(ReadOnlyMemory<byte> prefix, SenderFacts facts)
    {
        var current = model.Current;
        if (!settings.IsOn || current.IsEmpty)
            return new SpamVerdict(0, settings.Threshold, []);
        var features = FeatureSet.Of(prefix.Span);
        var known = facts.Scores().ToList();
        var score = current.Score(features) + known.Sum(fact => fact.Score);
        if (score < settings.Threshold)
            return new SpamVerdict(score, settings.Threshold, []);
        var strongest = current.Weights.Strongest(features, MaxReasons);
        return new SpamVerdict(
            score,
            settings.Threshold,
            [.. known.Where(fact => fact.Score > 0).Select(fact => fact.Name), .. FeatureNames.Of(prefix.Span, strongest)]
        );
    }
}
