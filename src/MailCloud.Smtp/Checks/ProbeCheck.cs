using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Limits;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Runs other checks, and counts how often a stranger's network names an address that does not exist: who guesses addresses waits for each answer, and is
/// sent away when the measure is full (RFC 5321 §7.3).
/// </summary>
/// <param name="slips">What everybody may get wrong without having to wait.</param>
/// <param name="probes">The measure.</param>
internal sealed class ProbeCheck(
    ImmutableArray<ICheck<Recipient>> checks,
    RateLimit<IPNetwork> slips,
    RateLimit<IPNetwork> probes,
    TimeProvider time
) : ICheck<Recipient>
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private static readonly CheckResult TooMany = CheckResult.Reject(421, "4.7.0", "Too many unknown recipients, closing the connection");

    public async ValueTask<CheckResult> CheckAsync(Recipient subject, CancellationToken cancellationToken)
    {
        var refusal = await checks.RefusalAsync(subject, cancellationToken);
        if (refusal?.Enhanced is not DestinationCheck.UnknownAddress || subject.Client.Network is not { } network)
            return new CheckResult(refusal);
        if (!probes.TryTake(network))
            return TooMany;
        if (!slips.TryTake(network))
            await Task.Delay(Wait, time, cancellationToken);
        return new CheckResult(refusal);
    }
}
