using MailCloud.Spam.Features;
using MailCloud.Spam.Models;

namespace MailCloud.Spam.Training;

/// <summary>A message whose kind is known.</summary>
public readonly record struct Sample(FeatureSet Features, bool IsSpam);

/// <summary>
/// Logistic regression over a whole collection of mail by FTRL-proximal (follow the regularised leader): each feature has a step size of its own, so
/// that rare ones are learned as fast as common ones, and features that prove nothing get no weight at all.
/// </summary>
public sealed class LogisticRegression
{
    private readonly float[] gradientSums = new float[FeatureSlot.Count];
    private readonly float[] squareSums = new float[FeatureSlot.Count];
    private float bias;

    /// <summary>How far a feature's first step goes.</summary>
    public float StepSize { get; init; } = 5;

    /// <summary>How much a feature must have proved before it gets a weight.</summary>
    public float Sparsity { get; init; } = 0.1f;

    /// <summary>How often the collection is gone through.</summary>
    public int Passes { get; init; } = 30;

    /// <summary>The model of a collection. The same samples in the same order give the same model.</summary>
    public static (Weights Weights, float Bias) Train(IReadOnlyList<Sample> samples, LogisticRegression? settings = null)
    {
        var learner = settings ?? new LogisticRegression();
        var order = Enumerable.Range(0, samples.Count).ToArray();
        // Fixed, so that training can be repeated.
        var random = new Random(17);
        for (var pass = 0; pass < learner.Passes; pass++)
        {
            random.Shuffle(order);
            foreach (var index in order)
                learner.Learn(samples[index]);
        }
        var weights = Enumerable.Range(0, FeatureSlot.Count).Select(slot => KeyValuePair.Create(slot, learner.WeightOf(slot)));
        return (Weights.Of(weights), learner.bias);
    }

    private void Learn(Sample sample)
    {
        var value = sample.Features.Value;
        var score = bias;
        foreach (var slot in sample.Features.Slots)
            score += WeightOf(slot) * value;
        var error = Logistic.Probability(score) - (sample.IsSpam ? 1 : 0);
        bias -= 0.02f * error;
        var gradient = error * value;
        foreach (var slot in sample.Features.Slots)
        {
            var squares = squareSums[slot] + (gradient * gradient);
            var step = (MathF.Sqrt(squares) - MathF.Sqrt(squareSums[slot])) / StepSize;
            gradientSums[slot] += gradient - (step * WeightOf(slot));
            squareSums[slot] = squares;
        }
    }

    private float WeightOf(int slot)
    {
        var sum = gradientSums[slot];
        if (MathF.Abs(sum) <= Sparsity)
            return 0;
        return -(sum - (MathF.Sign(sum) * Sparsity)) / ((1 + MathF.Sqrt(squareSums[slot])) / StepSize);
    }
}
