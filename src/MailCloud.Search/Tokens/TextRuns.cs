using System.Text;

namespace MailCloud.Search.Tokens;

/// <summary>What a run of letters is to the index.</summary>
internal enum RunKind
{
    /// <summary>A word of a language, or a small number: a term of the dictionary.</summary>
    Word,

    /// <summary>What no dictionary could hold: identifiers, keys, addresses of trackers. It is indexed by each three letters of it.</summary>
    Code,

    /// <summary>Letters of a script without blanks, indexed by each two of them.</summary>
    Ideographs,
}

/// <summary>A run of letters in a folded text.</summary>
/// <param name="Start">Its first octet.</param>
/// <param name="Letters">How many letters it has, accents counted.</param>
internal readonly record struct TextRun(int Start, int Length, int Letters, RunKind Kind)
{
    public int End => Start + Length;
}

/// <summary>
/// Goes through the runs of a folded text. How a run is cut and what kind it is depends on the run alone, never on its neighbours, so that a text that
/// is looked for has the runs that the text has in which it is.
/// </summary>
internal ref struct TextRuns(ReadOnlySpan<byte> folded)
{
    /// <summary>A longer run of letters is no word.</summary>
    private const int LongestWord = 24;

    /// <summary>A longer number is a code, of which each is another one.</summary>
    private const int LongestNumber = 8;

    /// <summary>So few letters and digits make few terms, whatever they are.</summary>
    private const int Short = 4;

    private readonly ReadOnlySpan<byte> folded = folded;
    private int next;

    public TextRun Current { get; private set; }

    public readonly TextRuns GetEnumerator() => this;

    public bool MoveNext()
    {
        while (next < folded.Length)
        {
            var (kind, length) = Peek(next);
            if (kind != LetterKind.Separator)
            {
                Read(isIdeographic: kind == LetterKind.Ideograph);
                return true;
            }
            next += length;
        }
        return false;
    }

    private void Read(bool isIdeographic)
    {
        int start = next,
            letters = 0,
            digits = 0;
        while (next < folded.Length)
        {
            var (kind, length) = Peek(next);
            if (kind == LetterKind.Separator || (kind == LetterKind.Ideograph) != isIdeographic)
                break;
            digits += kind == LetterKind.Digit ? 1 : 0;
            letters++;
            next += length;
        }
        Current = new TextRun(start, next - start, letters, isIdeographic ? RunKind.Ideographs : KindOf(letters, digits));
    }

    private static RunKind KindOf(int letters, int digits) =>
        letters <= Short || (digits == 0 && letters <= LongestWord) || (digits == letters && letters <= LongestNumber)
            ? RunKind.Word
            : RunKind.Code;

    private readonly (LetterKind Kind, int Length) Peek(int at)
    {
        if (folded[at] < 0x80)
            return (LetterKinds.Of(folded[at]), 1);
        // Octets that are no letter part texts.
        Rune.DecodeFromUtf8(folded[at..], out var letter, out var length);
        return (LetterKinds.Of(letter), length);
    }
}
