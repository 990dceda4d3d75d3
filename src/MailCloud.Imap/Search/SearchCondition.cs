using MailCloud.Imap.Session;
using MailCloud.Mail.Search;

namespace MailCloud.Imap.Search;

/// <summary>What the keys of a SEARCH come to: a tree. It is immutable, but for <see cref="Bind"/> independent of any mailbox.</summary>
/// <remarks>
/// A condition is tested with what has been read of the message so far (<see cref="SearchedMessage"/>): first with its record alone, and only if that
/// leaves it unknown with more. So cheap conditions come first, in whatever order the client wrote them, and most messages cost nothing but memory.
/// </remarks>
internal abstract class SearchCondition
{
    /// <summary>Tests a message with what has been read of it. Once all of it is read the verdict is never <see cref="Verdict.Unknown"/>.</summary>
    public abstract Verdict Test(SearchedMessage message);

    /// <summary>The condition for one mailbox at one time: sets of numbers, keywords and ages mean something only there.</summary>
    public virtual SearchCondition Bind(in SearchScope scope) => this;

    /// <summary>The texts that the conditions in this one look for.</summary>
    public virtual IEnumerable<IndexedText> Texts => [];

    protected static Verdict Known(bool isSatisfied) => isSatisfied ? Verdict.Yes : Verdict.No;
}

/// <summary>Where and when a SEARCH runs.</summary>
internal readonly record struct SearchScope(SelectedMailbox Mailbox, DateTimeOffset Now);
