using System.Text;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Commands;

/// <summary>The names of annotations (RFC 5464 §3.2): <c>/private/comment</c>, in any case.</summary>
internal static class EntryName
{
    /// <summary>What everybody sees who may see the mailbox. Accounts have one user each, so that it is the same people who see the private ones.</summary>
    public const string Shared = "/shared";

    private const string Private = "/private";

    /// <summary><c>entry</c> (RFC 5464 §5). The two roots are names, too, of which there may be something below.</summary>
    /// <exception cref="ImapSyntaxException">No entry may be called so.</exception>
    public static string Read(ref ImapReader reader)
    {
        var octets = reader.AStringOctets();
        if (octets.ContainsAnyExceptInRange((byte)'!', (byte)'~') || octets.ContainsAny("*%"u8))
            throw new ImapSyntaxException("The name of an entry has a character that none may have");
        var name = Encoding.ASCII.GetString(octets);
        if (name.EndsWith('/') || name.Contains("//", StringComparison.Ordinal))
            throw new ImapSyntaxException("Each level of an entry's name needs a name");
        if (!IsBelow(name, Private) && !IsBelow(name, Shared))
            throw new ImapSyntaxException("The name of an entry begins with /private or /shared");
        return name;
    }

    /// <summary>The same for an entry that is given a value: a root cannot have one.</summary>
    /// <exception cref="ImapSyntaxException">No entry may be called so.</exception>
    public static string ReadBelowRoot(ref ImapReader reader)
    {
        var name = Read(ref reader);
        return name.AsSpan(1).Contains('/') ? name : throw new ImapSyntaxException("An entry is below /private or /shared");
    }

    /// <summary>Whether a name is this root or entry, or below it at any level.</summary>
    public static bool IsBelow(string name, string root) => LevelsBelow(name, root) is not null;

    /// <summary>How many levels a name is below another one; 0: it is the same; null: it is not below.</summary>
    public static int? LevelsBelow(string name, string root) =>
        !name.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? null
        : name.Length == root.Length ? 0
        : name[root.Length] == '/' ? name.AsSpan(root.Length).Count('/')
        : null;
}
