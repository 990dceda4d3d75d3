using System.Net;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Networks;

namespace MailCloud.Mail.Authentication;

/// <summary>
/// Slows down who guesses passwords. A failed log-in weighs on its name and on the network it came from, and the weight wears off in minutes. Many failures make
/// the next log-ins wait, right ones and wrong ones alike, and never for more than <see cref="LongestDelay"/>: an office with one bad client still gets in.
/// Only a name that is under attack is not checked at all for a while, and only from networks where nobody has logged in with it: its owner gets in from
/// where he always does.
/// </summary>
/// <remarks>
/// A log-in counts as failed until it has succeeded, so that many at once gain nothing. All of it is in this process's memory, bounded, and a restart forgets it.
/// </remarks>
internal sealed class LoginThrottle(TimeProvider time)
{
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>How long a network is remembered from which a name has logged in.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    /// <summary>A whole office behind one address mistypes this much.</summary>
    public static readonly Penalty OfNetwork = new(
        Recovery: TimeSpan.FromSeconds(10),
        Free: 20,
        Step: TimeSpan.FromMilliseconds(250),
        Most: 60
    );

    public static readonly Penalty OfName = new(Recovery: TimeSpan.FromMinutes(1), Free: 5, Step: TimeSpan.FromSeconds(1), Most: 20);

    private readonly Deadlines<IPNetwork> networks = new(time);
    private readonly Deadlines<(string Name, IPNetwork? Network)> names = new(time);
    private readonly Deadlines<(string Name, IPNetwork Network)> known = new(time);

    /// <summary>A log-in begins. It weighs until <see cref="LoginAttempt.TakeBack"/>.</summary>
    /// <param name="name">In the form in which it is looked up.</param>
    public LoginAttempt Begin(string name, IPAddress? client)
    {
        var network = NetworkOf(client);
        var isKnown = network is { } place && known.IsPending((name, place));
        // What fails where the name is known is the owner's forgetful telephone, and no reason to keep him out elsewhere; nor the other way round.
        var key = (name, isKnown ? network : null);
        var ofName = Charge(names, key, OfName, out var charged);
        if (!charged && !isKnown)
            return LoginAttempt.Refused;
        var ofNetwork = network is { } from ? Charge(networks, from, OfNetwork, out _) : TimeSpan.Zero;
        return new LoginAttempt(
            TimeSpan.FromTicks(Math.Max(ofName.Ticks, ofNetwork.Ticks)),
            succeeded => TakeBack(key, network, succeeded)
        );
    }

    private void TakeBack((string Name, IPNetwork? Network) key, IPNetwork? network, bool succeeded)
    {
        names.Move(key, burden => burden - OfName.Recovery);
        if (network is not { } from)
            return;
        networks.Move(from, burden => burden - OfNetwork.Recovery);
        if (succeeded)
            known.Set((key.Name, from), time.GetUtcNow() + KnownFor);
    }

    /// <returns>How long the log-in has to wait.</returns>
    /// <param name="charged">Whether it was counted; it is not when there are <see cref="Penalty.Most"/>.</param>
    private TimeSpan Charge<TKey>(Deadlines<TKey> burdens, TKey key, Penalty penalty, out bool charged)
        where TKey : notnull
    {
        var now = time.GetUtcNow();
        var failures = 0d;
        charged = burdens.Move(
            key,
            burden =>
            {
                failures = Math.Max(0, (burden - now) / penalty.Recovery);
                return failures < penalty.Most ? burden + penalty.Recovery : null;
            }
        );
        return penalty.DelayAfter(failures);
    }

    // Others' addresses are those of a proxy or of a machine of our own, and say nothing of who the client is.
    private static IPNetwork? NetworkOf(IPAddress? client) =>
        client is not null && client.Plain().IsPublic() ? ClientNetwork.Of(client, ipv4Prefix: 24, ipv6Prefix: 56) : null;
}

/// <summary>What failed log-ins cost.</summary>
/// <param name="Recovery">One failure is forgotten in this time.</param>
/// <param name="Free">So many cost nothing.</param>
/// <param name="Step">How much longer each further one makes the next log-in wait.</param>
/// <param name="Most">More are not counted.</param>
internal sealed record Penalty(TimeSpan Recovery, int Free, TimeSpan Step, int Most)
{
    public TimeSpan DelayAfter(double failures)
    {
        var delay = Step * Math.Max(0, Math.Ceiling(failures) - Free);
        return delay < LoginThrottle.LongestDelay ? delay : LoginThrottle.LongestDelay;
    }
}

/// <summary>A log-in as the throttle sees it.</summary>
/// <param name="delay">How long it waits before it is checked.</param>
/// <param name="takeBack">Takes its weight back; told whether the log-in succeeded. Null: it is not checked.</param>
internal sealed class LoginAttempt(TimeSpan delay, Action<bool>? takeBack)
{
    public static readonly LoginAttempt Refused = new(TimeSpan.Zero, null);

    public TimeSpan Delay => delay;

    /// <summary>Whether it is not to be checked at all.</summary>
    public bool IsRefused => takeBack is null;

    /// <summary>It did not fail: it succeeded, or nothing came of it.</summary>
    public void TakeBack(bool succeeded) => takeBack?.Invoke(succeeded);
}
