using System.Collections.Immutable;

namespace MailCloud.Mail.Store;

/// <summary>
/// A mailbox's keywords (RFC 9051 §2.3.2) in order of first use; a message holds them as bits. Immutable. Names differ without regard to case, as
/// flags do; the spelling of the first use stays.
/// </summary>
public sealed class KeywordTable
{
    /// <summary>A mailbox has room for this many; more are refused, so that a client cannot grow it without bound.</summary>
    public const int Capacity = 64;

    public static readonly KeywordTable Empty = new([]);

    private KeywordTable(ImmutableArray<string> names) => Names = names;

    public ImmutableArray<string> Names { get; }

    /// <summary>The table with these names in it, too. Check <see cref="HasRoomFor"/> first.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public KeywordTable With(ImmutableArray<string> names)
    {
        var all = Names;
        foreach (var name in names)
            if (!all.Contains(name, StringComparer.OrdinalIgnoreCase))
                all = all.Add(name);
        if (all.Length == Names.Length)
            return this;
        if (all.Length > Capacity)
            throw new InvalidOperationException($"A mailbox holds at most {Capacity} keywords.");
        return new KeywordTable(all);
    }

    public bool HasRoomFor(ImmutableArray<string> names) =>
        Names.Length + names.Distinct(StringComparer.OrdinalIgnoreCase).Count(name => IndexOf(name) < 0) <= Capacity;

    /// <summary>The bits of those of the names that the table has.</summary>
    public ulong BitsOf(ImmutableArray<string> names)
    {
        ulong bits = 0;
        foreach (var name in names)
            if (IndexOf(name) is >= 0 and var index)
                bits |= 1UL << index;
        return bits;
    }

    /// <summary>The names that the bits stand for.</summary>
    public ImmutableArray<string> NamesOf(ulong bits)
    {
        if (bits == 0)
            return [];
        var names = ImmutableArray.CreateBuilder<string>();
        for (var index = 0; index < Names.Length; index++)
            if ((bits & (1UL << index)) != 0)
                names.Add(Names[index]);
        return names.ToImmutable();
    }

    private int IndexOf(string name)
    {
        for (var index = 0; index < Names.Length; index++)
            if (string.Equals(Names[index], name, StringComparison.OrdinalIgnoreCase))
                return index;
        return -1;
    }
}
