using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Sort;

/// <summary>A <c>sort-criterion</c> (RFC 5256 §5): what to sort by, and whether the other way round.</summary>
/// <param name="NewColumn">Makes room for its values.</param>
internal sealed record SortCriterion(Func<SortColumn> NewColumn, bool Reverse)
{
    private const int MaxCriteria = 16;

    /// <summary>Every key there is (RFC 5256 §3, RFC 5957 §3).</summary>
    private static readonly FrozenDictionary<string, Func<SortColumn>> Keys = new Dictionary<string, Func<SortColumn>>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["ARRIVAL"] = static () => new NumberColumn(needsSummary: false, static (in record, _) => record.InternalDateSeconds),
        ["CC"] = Text(static summary => MailboxOf(summary.Envelope.Cc)),
        ["DATE"] = static () => new NumberColumn(needsSummary: true, SentDate),
        ["DISPLAYFROM"] = Text(static summary => DisplayNameOf(summary.Envelope.From)),
        ["DISPLAYTO"] = Text(static summary => DisplayNameOf(summary.Envelope.To)),
        ["FROM"] = Text(static summary => MailboxOf(summary.Envelope.From)),
        ["SIZE"] = static () => new NumberColumn(needsSummary: false, static (in record, _) => record.Size),
        ["SUBJECT"] = Text(static summary => BaseSubject.Of(summary.Envelope.Subject).Text),
        ["TO"] = Text(static summary => MailboxOf(summary.Envelope.To)),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Criteria in parentheses, the most important one first. A key that came before cannot tell apart what it did not.</summary>
    public static ImmutableArray<SortCriterion> ParseList(ref ImapReader reader)
    {
        var criteria = reader.List(Parse);
        return criteria.Length <= MaxCriteria
            ? [.. criteria.DistinctBy(criterion => criterion.NewColumn)]
            : throw new ImapSyntaxException("Too many sort criteria");
    }

    /// <summary>
    /// When a message was sent (RFC 5256 §2.2), in ticks of UTC: what its Date field says; if that cannot be read, when it came in.
    /// </summary>
    public static long SentDate(in MessageRecord record, MessageSummary? summary) => (summary?.SentDate ?? record.InternalDate).UtcTicks;

    private static SortCriterion Parse(ref ImapReader reader)
    {
        var reverse = reader.TryWord("REVERSE"u8);
        if (reverse)
            reader.Space();
        return Keys.TryGetValue(Encoding.ASCII.GetString(reader.Atom()), out var key)
            ? new SortCriterion(key, reverse)
            : throw new ImapSyntaxException("There is no such sort criterion");
    }

    private static Func<SortColumn> Text(Func<MessageSummary, string?> text) => () => new TextColumn(text);

    /// <summary><c>addr-mailbox</c> of the first address.</summary>
    private static string? MailboxOf(IReadOnlyList<EnvelopeAddress> addresses) => addresses is [var first, ..] ? first.Mailbox : null;

    /// <summary>What people see of the first address: its name, decoded; without one, the address itself; of a group its name.</summary>
    private static string? DisplayNameOf(IReadOnlyList<EnvelopeAddress> addresses) =>
        addresses switch
        {
            [] => null,
            [{ Name.Length: > 0 } named, ..] => HeaderText.Decode(named.Name),
            [{ Host.Length: > 0 } first, ..] => $"{first.Mailbox}@{first.Host}",
            [var first, ..] => HeaderText.Decode(first.Mailbox ?? ""),
        };
}
