using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Fetch;

/// <summary><c>&lt;0.2048&gt;</c>: at most <paramref name="Count"/> octets from <paramref name="Origin"/> on.</summary>
internal readonly record struct Partial(long Origin, long Count)
{
    /// <summary>All of it.</summary>
    public static readonly Partial Everything = new(0, long.MaxValue);

    /// <summary>Where it ends; the sum may be more than a number can be.</summary>
    public long End => Count > long.MaxValue - Origin ? long.MaxValue : Origin + Count;

    /// <summary>What it leaves of that many octets; nothing if it begins behind them.</summary>
    public ByteRange Of(long length)
    {
        var start = Math.Min(Origin, length);
        return new ByteRange(start, Math.Min(Count, length - start));
    }
}
