using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>An index that one command asks for each of many mailboxes. The answers are for the whole account, so it is asked once.</summary>
internal sealed class OnceAskedIndex(ITextIndex index) : ITextIndex
{
    private IReadOnlyList<TextQuery> asked = [];
    private ITextAnswers answers = NoTextIndex.Instance;

    public async ValueTask<ITextAnswers> FindAsync(AccountId account, IReadOnlyList<TextQuery> queries, CancellationToken cancellationToken)
    {
        // The keys of a command are bound to each mailbox anew, but what they look for stays the same.
        if (asked.SequenceEqual(queries))
            return answers;
        answers = await index.FindAsync(account, queries, cancellationToken);
        asked = queries;
        return answers;
    }

    public ValueTask RequestUpdateAsync(AccountId account, CancellationToken cancellationToken) =>
        index.RequestUpdateAsync(account, cancellationToken);
}
