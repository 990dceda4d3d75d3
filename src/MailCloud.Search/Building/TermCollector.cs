using System.Diagnostics.CodeAnalysis;
using MailCloud.Mail.Search;
using MailCloud.Search.Segments;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Building;

/// <summary>Collects the terms of messages, which come in order.</summary>
internal sealed class TermCollector
{
    /// <summary>New terms that one message may bring. Mail in any language has far fewer: more is made to fill memory.</summary>
    public const int MaxNew = 50_000;

    private readonly Dictionary<byte[], PostingsWriter> lists = new(OctetComparer.Instance);
    private readonly Dictionary<byte[], PostingsWriter>.AlternateLookup<ReadOnlySpan<byte>> byOctets;

    public TermCollector() => byOctets = lists.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Distinct terms that are collected.</summary>
    public int Count => lists.Count;

    /// <summary>Adds the terms of a message. False: it would bring more than <see cref="MaxNew"/> that no message had, and none of its terms is added.</summary>
    public bool TryAdd(int message, in MessageTexts texts)
    {
        if (HasTooManyNew(texts))
            return false;
        Add(message, texts.Headers.Span, TextPlaces.Headers);
        Add(message, texts.Body.Span, TextPlaces.Body);
        return true;
    }

    /// <summary>Writes all terms, in order of their octets.</summary>
    public void WriteTo(SegmentWriter writer)
    {
        var terms = lists.Keys.ToArray();
        Array.Sort(terms, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        foreach (var term in terms)
            writer.AddTerm(term, lists[term].Complete());
    }

    private bool HasTooManyNew(in MessageTexts texts)
    {
        // No text has more terms than octets.
        if (texts.Headers.Length + texts.Body.Length <= MaxNew)
            return false;
        var found = new HashSet<byte[]>(OctetComparer.Instance);
        var foundByOctets = found.GetAlternateLookup<ReadOnlySpan<byte>>();
        Terms.Of(texts.Headers.Span, Count);
        Terms.Of(texts.Body.Span, Count);
        return found.Count > MaxNew;

        void Count(ReadOnlySpan<byte> term)
        {
            if (found.Count <= MaxNew && !byOctets.ContainsKey(term))
                foundByOctets.Add(term);
        }
    }

    private void Add(int message, ReadOnlySpan<byte> text, TextPlaces place) =>
        Terms.Of(
            text,
            term =>
            {
                if (!byOctets.TryGetValue(term, out var list))
                    byOctets[term] = list = new PostingsWriter();
                list.Add(message, place);
            }
        );

    private sealed class OctetComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly OctetComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // Chosen by us for every process anew, so nobody can send words that collide.
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
