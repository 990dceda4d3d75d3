namespace MailCloud.Search.Tokens;

/// <summary>The terms under which a text is indexed.</summary>
internal static class Terms
{
    /// <summary>Parts terms, and texts: no octet of folded text.</summary>
    public const byte Separator = 0xFF;

    /// <summary>Before three letters of a code. It makes them come behind all words.</summary>
    public const byte Code = 0xFE;

    /// <summary>The letters of a code that are one term.</summary>
    public const int CodeLetters = 3;

    /// <summary>Calls <paramref name="add"/> with each term of a folded text, with some several times.</summary>
    public static void Of(ReadOnlySpan<byte> folded, Action<ReadOnlySpan<byte>> add)
    {
        foreach (var run in new TextRuns(folded))
        {
            var text = folded.Slice(run.Start, run.Length);
            if (run.Kind == RunKind.Word)
                add(text);
            else
                Grams(text, run.Kind, add);
        }
    }

    /// <summary>
    /// Calls <paramref name="add"/> with the terms of a run that are part of it: each three letters of a code, each two of ideographs; a single ideograph is a term.
    /// </summary>
    public static void Grams(ReadOnlySpan<byte> run, RunKind kind, Action<ReadOnlySpan<byte>> add)
    {
        Span<byte> term = stackalloc byte[1 + 4 * CodeLetters];
        var letters = kind == RunKind.Code ? CodeLetters : 2;
        var prefix = 0;
        if (kind == RunKind.Code)
            term[prefix++] = Code;
        var end = End(run, 0, letters);
        for (var start = 0; ; start = End(run, start, 1), end = End(run, end, 1))
        {
            run[start..end].CopyTo(term[prefix..]);
            add(term[..(prefix + end - start)]);
            if (end == run.Length)
                return;
        }
    }

    /// <summary>Where so many letters end.</summary>
    private static int End(ReadOnlySpan<byte> text, int start, int letters)
    {
        for (; letters > 0 && start < text.Length; letters--)
            do start++;
            while (start < text.Length && (text[start] & 0xC0) == 0x80);
        return start;
    }
}
