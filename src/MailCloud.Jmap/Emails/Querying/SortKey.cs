using System.Collections.Frozen;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>A property that Emails can be sorted by (RFC 8621 §4.4.2).</summary>
/// <param name="NeedsSummary">Its value is in the summary, and not in the record.</param>
/// <param name="NeedsKeyword">The comparator has to name a keyword.</param>
/// <param name="NewColumn">Makes room for its values, given the keyword.</param>
internal sealed record SortKey(string Name, bool NeedsSummary, bool NeedsKeyword, QueryTraits Traits, Func<string, SortColumn> NewColumn)
{
    /// <summary>All there are, for the session object too (RFC 8621 §1.3.1, emailQuerySortOptions).</summary>
    public static readonly FrozenDictionary<string, SortKey> All = new SortKey[]
    {
        FromRecord("receivedAt", static email => email.Record.InternalDateSeconds),
        FromRecord("size", static email => email.Record.Size),
        new("sentAt", NeedsSummary: true, NeedsKeyword: false, QueryTraits.None, static _ => new NumberColumn(SentAt)),
        Text("from", static summary => NameOf(summary.Envelope.From)),
        Text("to", static summary => NameOf(summary.Envelope.To)),
        Text("subject", static summary => BaseSubject.Of(summary.Envelope.Subject).Text),
        Keyword("hasKeyword", QueryTraits.Mutable, static (email, keyword) => email.Email.Has(keyword)),
        Keyword("allInThreadHaveKeyword", Thread, static (email, keyword) => ThreadKeywordCondition.IsIn(email, keyword, all: true)),
        Keyword("someInThreadHaveKeyword", Thread, static (email, keyword) => ThreadKeywordCondition.IsIn(email, keyword, all: false)),
    }.ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);

    private const QueryTraits Thread = QueryTraits.Mutable | QueryTraits.Threads;

    private static SortKey FromRecord(string name, Func<QueriedEmail, long> number) =>
        new(name, NeedsSummary: false, NeedsKeyword: false, QueryTraits.None, _ => new NumberColumn(number));

    private static SortKey Text(string name, Func<MessageSummary, string> text) =>
        new(name, NeedsSummary: true, NeedsKeyword: false, QueryTraits.None, _ => new TextColumn(email => text(email.Summary!)));

    private static SortKey Keyword(string name, QueryTraits traits, Func<QueriedEmail, string, bool> has) =>
        new(name, NeedsSummary: false, NeedsKeyword: true, traits, keyword => new NumberColumn(email => has(email, keyword) ? 1 : 0));

    /// <summary>What the Date field says; if that cannot be read, when it came in.</summary>
    private static long SentAt(QueriedEmail email) => (email.Summary!.SentDate ?? email.Record.InternalDate).UtcTicks;

    /// <summary>The name of the first address, and without one the address.</summary>
    private static string NameOf(IReadOnlyList<EnvelopeAddress> addresses) =>
        addresses.FirstOrDefault(address => address.Host is not null) switch
        {
            null => "",
            { Name.Length: > 0 } named => HeaderText.Decode(named.Name),
            { Host.Length: > 0 } address => $"{address.Mailbox}@{address.Host}",
            var other => other.Mailbox ?? "",
        };
}
