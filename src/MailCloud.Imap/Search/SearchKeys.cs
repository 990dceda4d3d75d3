using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>Reads what follows the name of a key, and makes its condition.</summary>
internal delegate SearchCondition SearchKey(SearchGrammar grammar, ref ImapReader reader);

/// <summary>Every key there is, by name (RFC 9051 §6.4.4 and RFC 3501 §6.4.4, where nothing else is said).</summary>
internal static class SearchKeys
{
    private static readonly FrozenDictionary<string, SearchKey> Named = new Dictionary<string, SearchKey>(StringComparer.OrdinalIgnoreCase)
    {
        ["ALL"] = Always(ConstantCondition.All),
        ["NOT"] = static (grammar, ref reader) => new NotCondition(grammar.Argument(ref reader)),
        ["OR"] = static (grammar, ref reader) => new OrCondition(grammar.Argument(ref reader), grammar.Argument(ref reader)),

        ["UID"] = static (grammar, ref reader) => grammar.Uids(ref reader),

        ["ANSWERED"] = Has(MessageFlags.Answered),
        ["DELETED"] = Has(MessageFlags.Deleted),
        ["DRAFT"] = Has(MessageFlags.Draft),
        ["FLAGGED"] = Has(MessageFlags.Flagged),
        ["SEEN"] = Has(MessageFlags.Seen),
        ["UNANSWERED"] = HasNot(MessageFlags.Answered),
        ["UNDELETED"] = HasNot(MessageFlags.Deleted),
        ["UNDRAFT"] = HasNot(MessageFlags.Draft),
        ["UNFLAGGED"] = HasNot(MessageFlags.Flagged),
        ["UNSEEN"] = HasNot(MessageFlags.Seen),
        ["KEYWORD"] = Keyword(static keyword => new KeywordCondition(keyword)),
        ["UNKEYWORD"] = Keyword(static keyword => new NotCondition(new KeywordCondition(keyword))),

        // No message is ever recent here.
        ["NEW"] = Always(ConstantCondition.None),
        ["OLD"] = Always(ConstantCondition.All),
        ["RECENT"] = Always(ConstantCondition.None),

        // RFC 7162 §3.1.5.
        ["MODSEQ"] = static (grammar, ref reader) => grammar.ModSeq(ref reader),
        // RFC 8474 §6.
        ["EMAILID"] = ObjectId('M', static id => new EmailIdCondition(id is { } value ? new EmailId(value) : null)),
        ["THREADID"] = ObjectId('T', static id => new ThreadIdCondition(id is { } value ? new ThreadId(value) : null)),

        ["LARGER"] = Number(static octets => new LargerCondition(octets)),
        ["SMALLER"] = Number(static octets => new SmallerCondition(octets)),

        ["BEFORE"] = Date(static day => new InternalDateCondition(Days.Before(day))),
        ["ON"] = Date(static day => new InternalDateCondition(Days.On(day))),
        ["SINCE"] = Date(static day => new InternalDateCondition(Days.Since(day))),
        ["SENTBEFORE"] = Date(static day => new SentDateCondition(Days.Before(day))),
        ["SENTON"] = Date(static day => new SentDateCondition(Days.On(day))),
        ["SENTSINCE"] = Date(static day => new SentDateCondition(Days.Since(day))),
        // RFC 8514 §4.3.
        ["SAVEDBEFORE"] = Date(static day => new SaveDateCondition(Days.Before(day))),
        ["SAVEDON"] = Date(static day => new SaveDateCondition(Days.On(day))),
        ["SAVEDSINCE"] = Date(static day => new SaveDateCondition(Days.Since(day))),
        ["SAVEDATESUPPORTED"] = Always(ConstantCondition.All),
        // RFC 5032 §3.
        ["OLDER"] = Seconds(static seconds => new AgeCondition(seconds, younger: false)),
        ["YOUNGER"] = Seconds(static seconds => new AgeCondition(seconds, younger: true)),

        ["BCC"] = Text(static text => new AddressCondition(Bcc, text)),
        ["CC"] = Text(static text => new AddressCondition(Cc, text)),
        ["FROM"] = Text(static text => new AddressCondition(From, text)),
        ["TO"] = Text(static text => new AddressCondition(To, text)),
        ["SUBJECT"] = Text(static text => new EnvelopeTextCondition(Subject, text)),
        ["HEADER"] = static (grammar, ref reader) => Header(grammar.Text(ref reader), grammar.Text(ref reader)),

        ["BODY"] = static (grammar, ref reader) => new TextCondition(grammar.BodyText(ref reader), inHeaders: false),
        ["TEXT"] = static (grammar, ref reader) => new TextCondition(grammar.BodyText(ref reader), inHeaders: true),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ImapSyntaxException">There is no such key.</exception>
    public static SearchKey Find(string name) =>
        Named.TryGetValue(name, out var key) ? key : throw new ImapSyntaxException("There is no such search key");

    private static SearchKey Always(SearchCondition condition) => (_, ref _) => condition;

    private static SearchKey Has(MessageFlags flag) => (_, ref _) => new FlagCondition(flag);

    private static SearchKey HasNot(MessageFlags flag) => (_, ref _) => new NotCondition(new FlagCondition(flag));

    private static SearchKey Keyword(Func<string, SearchCondition> condition) =>
        (_, ref reader) =>
        {
            reader.Space();
            return condition(Encoding.ASCII.GetString(reader.Atom()));
        };

    private static SearchKey Number(Func<ulong, SearchCondition> condition) =>
        (_, ref reader) =>
        {
            reader.Space();
            return condition(reader.Number64());
        };

    private static SearchKey Seconds(Func<uint, SearchCondition> condition) =>
        (_, ref reader) =>
        {
            reader.Space();
            return condition(reader.NzNumber());
        };

    /// <summary><c>objectid</c>. Ours are a letter and a number; all others are of something that is not here.</summary>
    private static SearchKey ObjectId(char letter, Func<ulong?, SearchCondition> condition) =>
        (_, ref reader) =>
        {
            reader.Space();
            var id = Encoding.ASCII.GetString(reader.Atom());
            var isOurs =
                ulong.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && string.Equals(id, $"{letter}{number}", StringComparison.Ordinal);
            return condition(isOurs ? number : null);
        };

    private static SearchKey Date(Func<DateOnly, SearchCondition> condition) =>
        (_, ref reader) =>
        {
            reader.Space();
            return condition(reader.Date());
        };

    private static SearchKey Text(Func<string, SearchCondition> condition) => (grammar, ref reader) => condition(grammar.Text(ref reader));

    private static string? Subject(Envelope envelope) => envelope.Subject;

    private static IReadOnlyList<EnvelopeAddress> Bcc(Envelope envelope) => envelope.Bcc;

    private static IReadOnlyList<EnvelopeAddress> Cc(Envelope envelope) => envelope.Cc;

    private static IReadOnlyList<EnvelopeAddress> From(Envelope envelope) => envelope.From;

    private static IReadOnlyList<EnvelopeAddress> To(Envelope envelope) => envelope.To;

    /// <summary>Fields whose text is in the summary are searched there; for all others the header is read.</summary>
    private static SearchCondition Header(string field, string wanted) =>
        field.ToUpperInvariant() switch
        {
            "SUBJECT" => new EnvelopeTextCondition(Subject, wanted),
            "DATE" => new EnvelopeTextCondition(static envelope => envelope.Date, wanted),
            "MESSAGE-ID" => new EnvelopeTextCondition(static envelope => envelope.MessageId, wanted),
            "IN-REPLY-TO" => new EnvelopeTextCondition(static envelope => envelope.InReplyTo, wanted),
            _ => new HeaderCondition(field, wanted),
        };
}
