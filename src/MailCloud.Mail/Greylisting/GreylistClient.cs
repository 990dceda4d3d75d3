using System.Collections.Immutable;

namespace MailCloud.Mail.Greylisting;

/// <summary>A client network, a sender and a recipient, of which only the hash is kept.</summary>
/// <param name="Since">When it was first seen, or, once it has waited, when it was last seen, to the day.</param>
/// <param name="HasWaited">Whether it came back after its time.</param>
public readonly record struct GreylistTriplet(ulong Hash, DateTimeOffset Since, bool HasWaited);

/// <summary>What is known of a client network: all of it in one row, so that a recipient costs one read.</summary>
/// <param name="Passes">How many triplets have waited.</param>
/// <param name="Triplets">The newest ones, at most <see cref="MaxTriplets"/>.</param>
/// <param name="Due">When nothing of it matters any more.</param>
public sealed record GreylistClient(int Passes, ImmutableArray<GreylistTriplet> Triplets, DateTimeOffset Due)
{
    public const int MaxTriplets = 100;

    /// <summary>A network that was never seen.</summary>
    public static readonly GreylistClient Unknown = new(0, [], DateTimeOffset.MinValue);

    // What is seen again is written down again once a day, not with every message.
    private static readonly TimeSpan Freshness = TimeSpan.FromDays(1);

    /// <summary>Whether a triplet has to wait, and what is known after it was asked; the same instance if that is no more than before.</summary>
    public (bool HasToWait, GreylistClient Next) Ask(ulong triplet, DateTimeOffset now, GreylistRules rules)
    {
        var current = Due > now ? this : Unknown;
        if (current.Passes >= rules.KnownAfter)
            return (false, Due < now + rules.Memory - Freshness ? this with { Triplets = [], Due = now + rules.Memory } : this);

        var live = current.Triplets.Where(each => each.Since + (each.HasWaited ? rules.Memory : rules.Window) > now).ToList();
        var place = live.FindIndex(each => each.Hash == triplet);
        if (place < 0)
            return (true, current.With(live, new GreylistTriplet(triplet, now, HasWaited: false), now + rules.Window));

        var found = live[place];
        if (!found.HasWaited && now < found.Since + rules.Delay)
            return (true, this);
        if (found.HasWaited && now < found.Since + Freshness)
            return (false, this);
        live.RemoveAt(place);
        var passes = found.HasWaited ? current.Passes : current.Passes + 1;
        return (false, current.With(live, new GreylistTriplet(triplet, now, HasWaited: true), now + rules.Memory) with { Passes = passes });
    }

    private GreylistClient With(List<GreylistTriplet> others, GreylistTriplet newest, DateTimeOffset due) =>
        this with
        {
            Triplets = [.. others.TakeLast(MaxTriplets - 1), newest],
            Due = due > Due ? due : Due,
        };
}
