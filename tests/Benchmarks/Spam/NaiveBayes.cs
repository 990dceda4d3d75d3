using MailCloud.Spam.Features;
using MailCloud.Spam.Training;

namespace MailCloud.Benchmarks.Spam;

/// <summary>
/// The classifier that logistic regression is compared with: naive Bayes as mail filters have it, with Robinson's estimates for each feature and Fisher's
/// chi-square to combine the most telling ones.
/// </summary>
internal sealed class NaiveBayes
{
    private const double Strength = 1;
    private const double Assumed = 0.5;
    private const int MostTelling = 150;

    private readonly int[] spam = new int[FeatureSlot.Count];
    private readonly int[] ham = new int[FeatureSlot.Count];
    private int spams;
    private int hams;

    public static NaiveBayes Train(IReadOnlyList<Sample> samples)
    {
        var learner = new NaiveBayes();
        foreach (var sample in samples)
        {
            (learner.spams, learner.hams) = sample.IsSpam ? (learner.spams + 1, learner.hams) : (learner.spams, learner.hams + 1);
            var counts = sample.IsSpam ? learner.spam : learner.ham;
            foreach (var slot in sample.Features.Slots)
                counts[slot]++;
        }
        return learner;
    }

    /// <summary>Above zero: more like spam. The chi-square indicators as log odds.</summary>
    public float Score(FeatureSet features)
    {
        var telling = features.Slots.Select(Probability).OrderByDescending(p => Math.Abs(p - 0.5)).Take(MostTelling).ToList();
        if (telling.Count == 0)
            return 0;
        var forSpam = ChiSquare(-2 * telling.Sum(p => Math.Log(1 - p)), 2 * telling.Count);
        var forHam = ChiSquare(-2 * telling.Sum(Math.Log), 2 * telling.Count);
        return (float)(Math.Log(forHam + 1e-300) - Math.Log(forSpam + 1e-300));
    }

    private double Probability(int slot)
    {
        var inSpam = spam[slot] / (double)Math.Max(spams, 1);
        var inHam = ham[slot] / (double)Math.Max(hams, 1);
        var seen = spam[slot] + ham[slot];
        var estimate = seen == 0 ? Assumed : inSpam / (inSpam + inHam);
        return ((Strength * Assumed) + (seen * estimate)) / (Strength + seen);
    }

    /// <summary>The chance of a chi-square value at least as large, for an even number of degrees of freedom.</summary>
    private static double ChiSquare(double value, int degrees)
    {
        var half = value / 2;
        var logTerm = -half;
        var sum = Math.Exp(logTerm);
        for (var i = 1; i < degrees / 2; i++)
        {
            logTerm += Math.Log(half / i);
            sum += Math.Exp(logTerm);
        }
        return Math.Min(sum, 1);
    }
}
