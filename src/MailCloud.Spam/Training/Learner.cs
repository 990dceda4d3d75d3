using MailCloud.Spam.Features;
using MailCloud.Spam.Models;

namespace MailCloud.Spam.Training;

/// <summary>
/// Teaches a model one message after the other, as users sort their mail. Each lesson moves the weights just so far that the score of the message itself moves
/// towards the right side of the threshold: far when the filter was wrong, hardly at all when it was right.
/// </summary>
/// <param name="model">What is known so far.</param>
/// <param name="others">What other models say of a message, to which this one's score is added.</param>
/// <param name="threshold">The score from which a message is spam.</param>
internal sealed class Learner(SpamModel model, Func<FeatureSet, float> others, float threshold)
{
    private readonly Dictionary<int, float> weights = new(model.Weights.All);
    private LessonRecord lessons = model.Lessons;

    /// <summary>How far a lesson moves the score of its own message at most.</summary>
    public float Step { get; init; } = 2;

    /// <summary>Weights that the model may have; the smallest are forgotten.</summary>
    public int MaxWeights { get; init; } = FeatureSlot.Count;

    /// <summary>False: this lesson, or a later one about the same message, was learned before, and nothing changes.</summary>
    /// <param name="message">A hash that names the message.</param>
    /// <param name="change">The number of the lesson; later ones about the message have higher ones.</param>
    public bool Learn(ulong message, ulong change, Sample sample)
    {
        if (!lessons.IsNew(message, change))
            return false;
        lessons = lessons.With(message, change);
        var value = sample.Features.Value;
        float sum = 0;
        foreach (var slot in sample.Features.Slots)
            sum += weights.GetValueOrDefault(slot);
        var score = others(sample.Features) + model.Bias + (sum * value);
        var error = (sample.IsSpam ? 1 : 0) - Logistic.Probability(score - threshold);
        // Shared out so that together they move the message's score by the step.
        var share = Step * error / (Math.Max(1, sample.Features.Slots.Length) * value);
        foreach (var slot in sample.Features.Slots)
            weights[slot] = weights.GetValueOrDefault(slot) + share;
        return true;
    }

    /// <summary>The model with what it has learned.</summary>
    public SpamModel ToModel() => model with { Weights = Weights.Of(weights, MaxWeights), Lessons = lessons };
}
