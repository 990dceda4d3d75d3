using MailCloud.Spam.Features;

namespace MailCloud.Spam.Models;

/// <summary>
/// What was learned about spam. There is one model for everybody, and for each account that ever taught something another one, whose score is added. A score
/// is the natural logarithm of odds: 0 is as likely spam as not, 3 is twenty to one.
/// </summary>
public sealed record SpamModel(Weights Weights, float Bias, LessonRecord Lessons)
{
    /// <summary>Knows nothing, and says 0 of every message.</summary>
    public static readonly SpamModel Empty = new(Weights.None, 0, LessonRecord.Empty);

    public bool IsEmpty => Weights.Count == 0;

    public float Score(FeatureSet features) => IsEmpty ? 0 : Bias + Weights.Sum(features);
}
