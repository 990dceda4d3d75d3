namespace MailCloud.Spam.Training;

/// <summary>Scores are natural logarithms of odds: 0 is as likely spam as not, 3 is twenty to one, −3 one to twenty.</summary>
internal static class Logistic
{
    public static float Probability(float score) => 1 / (1 + MathF.Exp(-score));
}
