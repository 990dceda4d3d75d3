using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace MailCloud.Jmap.Core;

/// <summary>
/// The octets of messages and blobs that the methods of this process have in memory together. A method takes what it may need once, before it reads, and waits for
/// others that have too much: so none of them holds some while it waits for more.
/// </summary>
/// <param name="octets">All there is; what is asked for beyond it counts as all of it.</param>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "It lives as long as the process."
)]
public sealed class OctetBudget(long octets)
{
    private const int UnitOctets = 1024;

    /// <summary>So many times the budget may be waited for; whoever comes then is told to come back.</summary>
    private const int MaxWaiting = 8;

    private readonly int units = Units(octets);

    private readonly ConcurrencyLimiter limiter = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = Units(octets),
            QueueLimit = Units(octets) * MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <summary>Takes octets, which are given back when the result is disposed.</summary>
    /// <returns>Null: none are wanted.</returns>
    /// <exception cref="MethodException">Too much is waited for already (serverUnavailable).</exception>
    public async ValueTask<IDisposable?> TakeAsync(long wanted, CancellationToken cancellationToken)
    {
        if (wanted == 0)
            return null;
        var lease = await limiter.AcquireAsync(Math.Min(Units(wanted), units), cancellationToken);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new MethodException("serverUnavailable", "Too much is read at the moment; try again.");
    }

    private static int Units(long octets) => (int)Math.Min((octets + UnitOctets - 1) / UnitOctets, int.MaxValue / MaxWaiting);
}
