namespace MailCloud.Testing.Spam;

public readonly record struct ScoredMessage(LabelledMessage Message, float Score);

/// <summary>How good scores are.</summary>
public sealed class SpamFigures(IReadOnlyList<ScoredMessage> scored)
{
    public IReadOnlyList<ScoredMessage> Scored => scored;

    /// <summary>Of what goes to Junk, how much is spam.</summary>
    public double Precision(float threshold) => Share(scored.Where(each => each.Score >= threshold), each => each.Message.IsSpam);

    /// <summary>Of the spam (in a folder of the corpus), how much goes to Junk.</summary>
    public double Recall(float threshold, string folder = "spam") => InJunk(threshold, folder);

    /// <summary>Of the mail that is no spam (in a folder of the corpus), how much goes to Junk.</summary>
    public double FalsePositives(float threshold, string folder = "") =>
        Share(scored.Where(each => !each.Message.IsSpam && InFolder(each, folder)), each => each.Score >= threshold);

    /// <summary>The chance that a message that is spam scores higher than one that is not: the area under the ROC curve.</summary>
    public double Auc()
    {
        var ham = scored.Where(each => !each.Message.IsSpam).Select(each => each.Score).Order().ToArray();
        return scored.Where(each => each.Message.IsSpam).Average(each => Below(ham, each.Score) / (double)ham.Length);
    }

    /// <summary>The score from which at most so many messages that are no spam go to Junk.</summary>
    public float ThresholdFor(int falsePositives) =>
        MathF.BitIncrement(
            scored.Where(each => !each.Message.IsSpam).Select(each => each.Score).OrderDescending().ElementAt(falsePositives)
        );

    /// <summary>
    /// The factor by which scores had to be multiplied to be the logarithms of odds that they claim to be: above 1 they are too modest, below 1 too sure.
    /// </summary>
    public double Calibration()
    {
        double low = 0.05,
            high = 20;
        // The derivative of the logarithmic loss falls through zero at the best factor.
        for (var step = 0; step < 60; step++)
        {
            var middle = Math.Sqrt(low * high);
            var slope = scored.Sum(each => each.Score * ((each.Message.IsSpam ? 1 : 0) - (1 / (1 + Math.Exp(-middle * each.Score)))));
            (low, high) = slope > 0 ? (middle, high) : (low, middle);
        }
        return low;
    }

    private double InJunk(float threshold, string folder) =>
        Share(scored.Where(each => InFolder(each, folder)), each => each.Score >= threshold);

    private static bool InFolder(ScoredMessage each, string folder) => each.Message.Folder.StartsWith(folder, StringComparison.Ordinal);

    private static double Share(IEnumerable<ScoredMessage> all, Func<ScoredMessage, bool> condition)
    {
        var list = all.ToList();
        return list.Count == 0 ? 1 : list.Count(condition) / (double)list.Count;
    }

    private static int Below(float[] sorted, float score)
    {
        var found = Array.BinarySearch(sorted, score);
        while (found > 0 && sorted[found - 1] >= score)
            found--;
        return found >= 0 ? found : ~found;
    }
}
