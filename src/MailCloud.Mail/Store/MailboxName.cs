using System.Text;

namespace MailCloud.Mail.Store;

/// <summary>What a mailbox may be called (RFC 9051 §5.1): Unicode levels parted by <c>/</c>.</summary>
public static class MailboxName
{
    /// <summary>The longest name, in octets of UTF-8. A table row holds many of them.</summary>
    public const int MaxOctets = 512;

    /// <summary>The deepest hierarchy.</summary>
    public const int MaxLevels = 32;

    /// <summary>Whether a new mailbox may have this name; <paramref name="reason"/> says why not.</summary>
    public static bool IsAllowed(string name, out string reason)
    {
        reason =
            name.Length == 0 ? "A mailbox name may not be empty"
            : Encoding.UTF8.GetByteCount(name) > MaxOctets ? $"A mailbox name may have at most {MaxOctets} octets"
            : name.StartsWith(MailboxDirectory.Delimiter)
            || name.EndsWith(MailboxDirectory.Delimiter)
            || name.Contains("//", StringComparison.Ordinal)
                ? "Each level of a mailbox name needs a name"
            : name.Split(MailboxDirectory.Delimiter).Length > MaxLevels ? $"Mailboxes may be {MaxLevels} levels deep"
            : name.AsSpan().ContainsAny('*', '%') ? "A mailbox name may not have the wildcards * and %"
            : name.EnumerateRunes().Any(IsForbidden) ? "A mailbox name may not have control characters or malformed text"
            : "";
        return reason.Length == 0;
    }

    /// <summary>The names of the levels above, topmost first: <c>a</c> and <c>a/b</c> for <c>a/b/c</c>.</summary>
    public static IEnumerable<string> Superiors(string name)
    {
        for (
            var end = name.IndexOf(MailboxDirectory.Delimiter, StringComparison.Ordinal);
            end >= 0;
            end = name.IndexOf(MailboxDirectory.Delimiter, end + 1)
        )
            yield return name[..end];
    }

    // RFC 5198 §2: no C0, DEL, C1, line or paragraph separator. U+FFFD is what malformed input was decoded to.
    private static bool IsForbidden(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFFFD;
}
