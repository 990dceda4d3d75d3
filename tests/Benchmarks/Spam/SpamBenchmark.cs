using System.Diagnostics;
using System.Globalization;
using MailCloud.Spam.Features;
using MailCloud.Spam.Models;
using MailCloud.Spam.Training;
using MailCloud.Testing;
using MailCloud.Testing.Spam;

namespace MailCloud.Benchmarks.Spam;

/// <summary>
/// How good the spam filter is, and what it costs: <c>spam</c> prints it, and <c>spam --write file</c> also makes the model that the service starts with.
/// </summary>
internal static class SpamBenchmark
{
    private const float Threshold = 3;

    public static void Run(string[] args)
    {
        var trial = SpamTrial.Read();
        var (ham, spam) = (trial.Messages.Count(message => !message.IsSpam), trial.Messages.Count(message => message.IsSpam));
        Print($"SpamAssassin corpus: {ham} messages that are no spam, {spam} that are. Each is judged by what was learned from the");
        Print(
            $"other {SpamCorpus.Folds - 1} of {SpamCorpus.Folds} folds, about {trial.Messages.Count * (SpamCorpus.Folds - 1) / SpamCorpus.Folds} messages; texts that are alike are in one fold."
        );
        Print("");
        Print(
            $"{"classifier", -22}{"score from", 12}{"precision", 11}{"recall", 9}{"false positives: all", 22}{"easy", 8}{"hard", 8}{"AUC", 9}"
        );
        var regression = trial.Run(Regression);
        Print("logistic regression", regression, Threshold);
        foreach (var falsePositives in (int[])[0, 1, 2, 4, 8])
            Print("", regression, regression.ThresholdFor(falsePositives));
        var bayes = trial.Run(samples => NaiveBayes.Train(samples).Score);
        Print("naive Bayes", bayes, bayes.ThresholdFor(0));
        foreach (var falsePositives in (int[])[1, 2, 4, 8])
            Print("", bayes, bayes.ThresholdFor(falsePositives));
        Print("");
        Print($"Calibration: scores times {regression.Calibration():F2} would be logarithms of odds.");

        var model = new SpamModel(Weights.None, 0, LessonRecord.Empty);
        var (weights, bias) = LogisticRegression.Train(trial.SamplesWithout(fold: -1));
        model = model with { Weights = weights, Bias = bias };
        Print($"Model of all messages: {weights.Count} weights, {ModelFormat.Encode(model).Length / 1024.0:F0} KiB.");
        PrintCosts(trial, model);
        PrintOthers(model);
        if (args is ["--write", var file])
            File.WriteAllBytes(file, ModelFormat.Encode(model));
    }

    private static Func<FeatureSet, float> Regression(IReadOnlyList<Sample> samples)
    {
        var (weights, bias) = LogisticRegression.Train(samples);
        return new SpamModel(weights, bias, LessonRecord.Empty).Score;
    }

    private static void PrintOthers(SpamModel model)
    {
        var others = Corpora.Messages().Where(file => file.Name.StartsWith("mime/", StringComparison.Ordinal)).ToList();
        var junk = others.Where(file => model.Score(FeatureSet.Of(file.Read())) >= Threshold).ToList();
        Print($"Test mail of other collections, which has some spam in it: {junk.Count} of {others.Count} messages go to Junk.");
        foreach (var file in junk)
            Print($"    {model.Score(FeatureSet.Of(file.Read())), 5:F1}  {Path.GetFileName(file.Name)}");
    }

    private static void PrintCosts(SpamTrial trial, SpamModel model)
    {
        float sum = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        foreach (var message in trial.Messages)
            sum += model.Score(FeatureSet.Of(message.Content));
        var each = trial.Messages.Count;
        Print(
            $"Scoring: {clock.Elapsed.TotalMicroseconds / each:F0} µs and {(GC.GetAllocatedBytesForCurrentThread() - allocated) / each / 1024} KiB a message "
                + $"of {trial.Messages.Average(message => message.Content.Length) / 1024:F1} KiB with {trial.Features.Average(features => features.Slots.Length):F0} features "
                + $"(mean score {sum / each:F2})."
        );
    }

    private static void Print(string classifier, SpamFigures figures, float threshold) =>
        Print(
            $"{classifier, -22}{threshold, 12:F2}{figures.Precision(threshold), 11:P2}{figures.Recall(threshold), 9:P1}{figures.FalsePositives(threshold), 22:P2}"
                + $"{figures.FalsePositives(threshold, "easy"), 8:P1}{figures.FalsePositives(threshold, "hard"), 8:P1}{figures.Auc(), 9:F4}"
        );

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(string text) => Console.WriteLine(text);
}
