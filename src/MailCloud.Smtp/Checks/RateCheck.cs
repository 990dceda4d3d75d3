using MailCloud.Mail.Limits;

namespace MailCloud.Smtp.Checks;

/// <summary>Counts what one party does, and refuses for now what is too much of it.</summary>
/// <param name="keyOf">Who is to be counted; null: nobody.</param>
internal sealed class RateCheck<TSubject, TKey>(RateLimit<TKey> limit, Func<TSubject, TKey?> keyOf, CheckResult refusal) : ICheck<TSubject>
    where TKey : struct
{
    public ValueTask<CheckResult> CheckAsync(TSubject subject, CancellationToken cancellationToken) =>
        new(keyOf(subject) is not { } key || limit.TryTake(key) ? CheckResult.Accept : refusal);
}
