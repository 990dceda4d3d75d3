using MailCloud.Mail.Store;

namespace MailCloud.Mail.Search;

/// <summary>
/// What is known of the texts of an account's messages without reading them. It may know nothing, or not yet of some messages: those are read by whoever
/// searches. What it does know is what <see cref="MessageText"/> and <see cref="TextFinder"/> would find.
/// </summary>
public interface ITextIndex
{
    /// <summary>Looks for each of the texts in all messages of the account. An index that is away, missing or damaged answers that it knows nothing.</summary>
    ValueTask<ITextAnswers> FindAsync(AccountId account, IReadOnlyList<TextQuery> queries, CancellationToken cancellationToken);

    /// <summary>Says that a search had to read messages: the account's index is to be brought up to date. Nothing is waited for, and nothing fails.</summary>
    ValueTask RequestUpdateAsync(AccountId account, CancellationToken cancellationToken);
}

/// <summary>What an index says of a text in a message.</summary>
public enum TextVerdict
{
    /// <summary>Nothing; the message has to be read.</summary>
    Unknown,

    No,

    Yes,

    /// <summary>It may be there: <see cref="ITextAnswers.DecideAsync"/> tells, without reading the message.</summary>
    Maybe,
}

/// <summary>The answers of an index to some queries.</summary>
public interface ITextAnswers
{
    /// <param name="message">The message.</param>
    /// <param name="query">The number of the query, from 0 on.</param>
    TextVerdict this[EmailId message, int query] { get; }

    /// <summary>Makes each <see cref="TextVerdict.Maybe"/> of these messages one of the others.</summary>
    ValueTask DecideAsync(IReadOnlyCollection<EmailId> messages, CancellationToken cancellationToken);
}

/// <summary>The index of a service that has none: every search reads.</summary>
public sealed class NoTextIndex : ITextIndex, ITextAnswers
{
    public static readonly NoTextIndex Instance = new();

    private NoTextIndex() { }

    public TextVerdict this[EmailId message, int query] => TextVerdict.Unknown;

    public ValueTask<ITextAnswers> FindAsync(AccountId account, IReadOnlyList<TextQuery> queries, CancellationToken cancellationToken) =>
        new(this);

    public ValueTask RequestUpdateAsync(AccountId account, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DecideAsync(IReadOnlyCollection<EmailId> messages, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
