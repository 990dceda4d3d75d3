using System.Collections.Immutable;

namespace MailCloud.Mail.Store;

/// <summary>
/// What clients have noted about an account and its mailboxes (RFC 5464 §3): values by entry name, which has any case. Immutable. They are no part of the
/// directory, which every delivery writes anew, but of what is read together with the messages.
/// </summary>
public sealed class Annotations
{
    /// <summary>The longest value in octets; RFC 5464 §4.1 asks for 1,024 at least.</summary>
    public const int MaxValue = 16 * 1024;

    /// <summary>The longest entry name in octets.</summary>
    public const int MaxName = 256;

    /// <summary>How many entries a mailbox, or the account itself, may have; RFC 5464 §4.1 asks for 10 at least.</summary>
    public const int MaxEntries = 100;

    /// <summary>Octets of names and values that all entries of an account may have together: they are in memory for every session.</summary>
    public const int MaxOctets = 256 * 1024;

    private static readonly ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> None = ImmutableSortedDictionary.Create<
        string,
        ReadOnlyMemory<byte>
    >(StringComparer.OrdinalIgnoreCase);

    // No event has the number 0, so that no mailbox has it either: it stands for the account itself.
    private readonly ImmutableSortedDictionary<ulong, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> entries;

    private Annotations(ImmutableSortedDictionary<ulong, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> entries) =>
        this.entries = entries;

    public static readonly Annotations Empty = new(
        ImmutableSortedDictionary<ulong, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>>.Empty
    );

    /// <summary>Octets of all names and values.</summary>
    public long Octets => entries.Values.Sum(of => of.Sum(entry => (long)entry.Key.Length + entry.Value.Length));

    /// <summary>The entries of a mailbox by name, in order; null: those of the account itself.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Of(MailboxId? mailbox) =>
        entries.GetValueOrDefault(KeyOf(mailbox), None);

    /// <summary>The annotations after a change.</summary>
    public Annotations With(AnnotationsChanged change)
    {
        var changed = Of(change.Mailbox);
        foreach (var (name, value) in change.Entries)
            changed = value is { } set ? changed.Remove(name).Add(name, set) : changed.Remove(name);
        return With(KeyOf(change.Mailbox), changed);
    }

    /// <summary>The annotations without those of a mailbox that is gone.</summary>
    public Annotations Without(MailboxId mailbox) => With(mailbox.Value, None);

    /// <summary>The names of the entries that are other than in an older state, or not there any more, mailbox by mailbox; null: the account itself.</summary>
    public IEnumerable<(MailboxId? Mailbox, IReadOnlyList<string> Names)> Since(Annotations older)
    {
        foreach (var key in entries.Keys.Union(older.entries.Keys).Order())
        {
            MailboxId? mailbox = key == 0 ? null : new MailboxId(key);
            var (before, after) = (older.Of(mailbox), Of(mailbox));
            if (ReferenceEquals(before, after))
                continue;
            var names = before
                .Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase)
                .Where(name => !IsSame(Find(before, name), Find(after, name)))
                .ToList();
            if (names.Count > 0)
                yield return (mailbox, names);
        }
    }

    /// <summary>A value by name; null: there is no such entry.</summary>
    public static ReadOnlyMemory<byte>? Find(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> entries, string name) =>
        entries.TryGetValue(name, out var value) ? value : default(ReadOnlyMemory<byte>?);

    /// <summary>Whether two values are the same, or both are missing.</summary>
    public static bool IsSame(ReadOnlyMemory<byte>? left, ReadOnlyMemory<byte>? right) =>
        left.HasValue == right.HasValue && left.GetValueOrDefault().Span.SequenceEqual(right.GetValueOrDefault().Span);

    private static ulong KeyOf(MailboxId? mailbox) => mailbox?.Value ?? 0;

    private Annotations With(ulong key, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> of) =>
        new(of.IsEmpty ? entries.Remove(key) : entries.SetItem(key, of));
}

/// <summary>A new value of an entry. The name is as the client wrote it, <c>/private/comment</c>; it is ASCII.</summary>
/// <param name="Value">Any octets; null: there is no such entry any more.</param>
public readonly record struct AnnotationChange(string Name, ReadOnlyMemory<byte>? Value);
