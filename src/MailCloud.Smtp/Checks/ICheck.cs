using System.Collections.Immutable;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// A check of one stage of a session; the stage is told by what it looks at: a <see cref="Client"/>, a <see cref="Sender"/>, a
/// <see cref="Recipient"/> or a <see cref="ReceivedMessage"/>. One instance serves all sessions.
/// </summary>
public interface ICheck<in TSubject>
{
    /// <summary>Accepts the subject, or rejects it with the reply that the client gets.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">It cannot be told now; the client gets <c>451 4.3.0</c>.</exception>
    ValueTask<CheckResult> CheckAsync(TSubject subject, CancellationToken cancellationToken);
}

/// <summary>What a check found.</summary>
/// <param name="Refusal">The reply that refuses; null: accepted, as far as this check goes.</param>
public readonly record struct CheckResult(SmtpReply? Refusal)
{
    public static readonly CheckResult Accept;

    public static CheckResult Reject(int code, string enhanced, string text) => new(new SmtpReply(code, enhanced, text));
}

internal static class Stage
{
    /// <summary>Runs a stage's checks in order until one rejects; its reply, or null if all accept.</summary>
    public static async ValueTask<SmtpReply?> RefusalAsync<TSubject>(
        this ImmutableArray<ICheck<TSubject>> checks,
        TSubject subject,
        CancellationToken cancellationToken
    )
    {
        foreach (var check in checks)
            if ((await check.CheckAsync(subject, cancellationToken)).Refusal is { } refusal)
                return refusal;
        return null;
    }
}
