using System.Collections.Immutable;
using MailCloud.Mail.Objects;

namespace MailCloud.Storage.Objects;

/// <summary>What an account's head row says of its objects.</summary>
/// <param name="Counter">The number of the last commit.</param>
/// <param name="Start">Objects of commits up to this number went with an account that was removed.</param>
/// <param name="Commits">Who made the last commits, the last of them number <paramref name="Counter"/>.</param>
internal sealed record ObjectsHead(
    ulong Counter,
    ulong Start,
    ImmutableArray<Guid> Commits,
    ImmutableSortedDictionary<string, KindState> Kinds
)
{
    /// <summary>
    /// As many commits are remembered by who made them. A writer whose answer was lost asks within seconds; when more came meanwhile, it cannot be told.
    /// </summary>
    private const int CommitsKept = 32;

    public static ObjectsHead Empty { get; } = new(0, 0, [], ImmutableSortedDictionary.Create<string, KindState>(StringComparer.Ordinal));

    public KindState this[ObjectKind kind] => Kinds.GetValueOrDefault(kind.Name);

    /// <summary>The head after one more commit, of <paramref name="kind"/>.</summary>
    public ObjectsHead Next(Guid commit, ObjectKind kind, KindState state) => Next(commit) with { Kinds = Kinds.SetItem(kind.Name, state) };

    /// <summary>The head after the commit that removes all objects. The numbers go on, so that no state comes twice.</summary>
    public ObjectsHead Emptied(Guid commit) => Next(commit) with { Start = Counter + 1, Kinds = Kinds.Clear() };

    /// <summary>Whether commit <paramref name="number"/> was made by <paramref name="commit"/>; null: that is no longer known.</summary>
    public bool? IsBy(ulong number, Guid commit)
    {
        if (number > Counter)
            return false;
        var back = Counter - number;
        return back < (ulong)Commits.Length ? Commits[^(int)(back + 1)] == commit : null;
    }

    private ObjectsHead Next(Guid commit) => this with { Counter = Counter + 1, Commits = [.. Commits.TakeLast(CommitsKept - 1), commit] };
}

/// <param name="State">The number of the last commit that wrote objects of the kind; 0: none did.</param>
/// <param name="Oldest">Changes since an older state than this are not known.</param>
/// <param name="Removed">How many rows of removed objects are kept.</param>
internal readonly record struct KindState(ulong State, ulong Oldest, int Removed);
