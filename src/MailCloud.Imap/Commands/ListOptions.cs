using System.Collections.Immutable;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Commands;

/// <summary>Which names LIST-EXTENDED shows (RFC 5258 §3.1, RFC 6154 §2).</summary>
[Flags]
internal enum ListSelection
{
    None = 0,
    Subscribed = 1,
    SpecialUse = 2,

    /// <summary>Also names that have a wanted one below them.</summary>
    RecursiveMatch = 4,
}

/// <summary>What LIST tells of each name besides (RFC 5258 §3.2, RFC 5819).</summary>
internal readonly record struct ListReturn(bool Subscribed, ImmutableArray<StatusItem> Status)
{
    public static readonly ListReturn Nothing = new(Subscribed: false, []);
}

/// <summary>The grammar of LIST's options.</summary>
internal static class ListOptions
{
    public static ListSelection ParseSelection(ref ImapReader reader)
    {
        var selection = ListSelection.None;
        reader.Open();
        if (reader.TryClose())
            return selection;
        do selection |=
            reader.TryWord("SUBSCRIBED"u8) ? ListSelection.Subscribed
            : reader.TryWord("SPECIAL-USE"u8) ? ListSelection.SpecialUse
            : reader.TryWord("RECURSIVEMATCH"u8) ? ListSelection.RecursiveMatch
            // There are no mailboxes on other servers.
            : reader.TryWord("REMOTE"u8) ? ListSelection.None
            : throw new ImapSyntaxException("There is no such selection option");
        while (reader.TrySpace());
        reader.Close();
        if ((selection & ListSelection.RecursiveMatch) != 0 && (selection & ListSelection.Subscribed) == 0)
            throw new ImapSyntaxException("RECURSIVEMATCH goes with SUBSCRIBED");
        return selection;
    }

    public static ListReturn ParseReturn(ref ImapReader reader)
    {
        if (!reader.TryWord("RETURN"u8))
            throw new ImapSyntaxException("Expected RETURN");
        reader.Space();
        reader.Open();
        var wanted = ListReturn.Nothing;
        if (reader.TryClose())
            return wanted;
        do
        {
            if (reader.TryWord("SUBSCRIBED"u8))
                wanted = wanted with { Subscribed = true };
            else if (reader.TryWord("STATUS"u8))
            {
                reader.Space();
                wanted = wanted with { Status = reader.List(StatusItem.Read) };
            }
            // These two are always told.
            else if (!reader.TryWord("CHILDREN"u8) && !reader.TryWord("SPECIAL-USE"u8))
                throw new ImapSyntaxException("There is no such return option");
        } while (reader.TrySpace());
        reader.Close();
        return wanted;
    }
}
