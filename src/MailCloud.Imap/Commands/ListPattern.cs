using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// A mailbox name with wildcards (RFC 9051 §6.3.9): <c>*</c> stands for anything, <c>%</c> for anything within a level.
/// </summary>
internal readonly record struct ListPattern
{
    /// <summary>No name is longer than half of this; what is, is an attack on the matching.</summary>
    private const int MaxLength = 2 * MailboxName.MaxOctets;

    private readonly string pattern;

    /// <exception cref="ImapSyntaxException">The pattern is absurdly long.</exception>
    public ListPattern(string reference, string pattern)
    {
        this.pattern = reference + pattern;
        if (this.pattern.Length > MaxLength)
            throw new ImapSyntaxException("A pattern is too long");
    }

    /// <summary>Whether it asks for levels: then LSUB names those above subscribed names, too.</summary>
    public bool HasLevelWildcard => pattern.Contains('%', StringComparison.Ordinal);

    public bool Matches(string name)
    {
        // reached[n]: the pattern so far matches the first n characters. INBOX is INBOX in any case.
        Span<bool> reached = stackalloc bool[name.Length + 1];
        reached[0] = true;
        var inbox = MailboxDirectory.Canonical(name).StartsWith(MailboxDirectory.Inbox, StringComparison.Ordinal);
        foreach (var c in pattern)
        {
            if (c is '*' or '%')
            {
                for (var n = 1; n <= name.Length; n++)
                    reached[n] |= reached[n - 1] && (c == '*' || name[n - 1] != MailboxDirectory.Delimiter);
                continue;
            }
            for (var n = name.Length; n > 0; n--)
                reached[n] = reached[n - 1] && Same(c, name[n - 1], inbox && n <= MailboxDirectory.Inbox.Length);
            reached[0] = false;
        }
        return reached[name.Length];
    }

    private static bool Same(char a, char b, bool anyCase) => anyCase ? char.ToUpperInvariant(a) == char.ToUpperInvariant(b) : a == b;
}
