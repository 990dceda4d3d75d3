using MailCloud.Mail.Store;

namespace MailCloud.Mail.Quotas;

/// <summary>
/// How much an account may hold (RFC 9208 §5). A limit that is null is not set, and another place may set it: an account's own limits come before those of its
/// domain.
/// </summary>
/// <param name="Octets">Octets of all messages, each as often as it is in a mailbox.</param>
/// <param name="Messages">Messages in all mailboxes.</param>
public readonly record struct Quota(long? Octets, long? Messages)
{
    private const long ReserveOctets = 64L * 1024 * 1024;
    private const long ReserveMessages = 100;

    /// <summary>More than any account holds: a limit of this, or above, is set to be none, whatever the domain says.</summary>
    public const long Unlimited = 1L << 60;

    /// <summary>Nothing is set.</summary>
    public static readonly Quota Unset;

    /// <summary>These limits, and where none is set, the others.</summary>
    public Quota Or(Quota others) => new(Octets ?? others.Octets, Messages ?? others.Messages);

    /// <summary>These limits as they hold: null is no limit.</summary>
    public Quota Limits => new(Octets >= Unlimited ? null : Octets, Messages >= Unlimited ? null : Messages);

    /// <summary>Whether an account that holds <paramref name="usage"/> may take <paramref name="growth"/> more.</summary>
    public bool Admits(Usage usage, Usage growth, Allowance allowance) =>
        allowance switch
        {
            Allowance.Boundless => true,
            Allowance.Reserve => new Quota(2 * Octets + ReserveOctets, 2 * Messages + ReserveMessages).Holds(usage, growth),
            Allowance.Grace => !IsReachedBy(usage) && (this with { Octets = Octets + Octets / 10 }).Holds(usage, growth),
            _ => Holds(usage, growth),
        };

    /// <summary>A record would print its <see cref="Limits"/>, whose limits it would print, and so on.</summary>
    public override string ToString() => $"{Octets?.ToString() ?? "any"} octets, {Messages?.ToString() ?? "any"} messages";

    // A comparison with a limit that is null is false.
    private bool IsReachedBy(Usage usage) => usage.Octets >= Octets || usage.Messages >= Messages;

    /// <summary>Whether no limit is passed by what is added; what an account holds already, it holds.</summary>
    private bool Holds(Usage usage, Usage growth) =>
        !(growth.Octets > 0 && usage.Octets + growth.Octets > Octets)
        && !(growth.Messages > 0 && usage.Messages + growth.Messages > Messages);
}

/// <summary>What an account holds, or what a change adds to it.</summary>
public readonly record struct Usage(long Octets, long Messages)
{
    /// <summary>What an account holds, trash and junk included.</summary>
    public static Usage Of(MailboxDirectory directory)
    {
        var usage = default(Usage);
        foreach (var mailbox in directory.Mailboxes)
            usage += new Usage(mailbox.Tally.Bytes, mailbox.Tally.Messages);
        return usage;
    }

    public static Usage operator +(Usage left, Usage right) => new(left.Octets + right.Octets, left.Messages + right.Messages);

    public static Usage operator -(Usage left, Usage right) => new(left.Octets - right.Octets, left.Messages - right.Messages);
}

/// <summary>How far a change may fill an account.</summary>
public enum Allowance
{
    /// <summary>Up to the limit: what somebody does who is told at once that there is no room.</summary>
    Limit,

    /// <summary>
    /// An account below its limit takes one more message, by which it may pass the limit of octets by a tenth: mail that was accepted while there was room is not
    /// refused for its own size.
    /// </summary>
    Grace,

    /// <summary>
    /// Up to twice the limit, and some: mail that was accepted, and of which nobody could be told that it was not delivered. Without a bound strangers could fill
    /// an account with such mail.
    /// </summary>
    Reserve,

    /// <summary>As far as it needs: mail of others that has nowhere else to go.</summary>
    Boundless,
}
