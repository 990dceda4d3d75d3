using System.Buffers;

namespace MailCloud.Mail.Search;

/// <summary>Folds texts on their way to a sink.</summary>
internal sealed class FoldedText(ITextSink sink)
{
    private readonly ArrayBufferWriter<byte> folded = new(1024);
    private readonly char[] pair = new char[2];
    private bool hasHalf;

    public bool IsSatisfied => sink.IsSatisfied;

    public void Begin(TextPlaces place)
    {
        hasHalf = false;
        sink.Begin(place);
    }

    /// <summary>A whole text.</summary>
    public void Add(TextPlaces place, ReadOnlySpan<char> text)
    {
        Begin(place);
        Write(text);
    }

    /// <summary>A piece of the text that began last. It may end inside a surrogate pair.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        if (hasHalf)
        {
            pair[1] = text[0];
            // A half without its other half is folded alone.
            var isPair = char.IsLowSurrogate(text[0]);
            UnicodeCasemap.Fold(pair.AsSpan(0, isPair ? 2 : 1), folded);
            text = text[(isPair ? 1 : 0)..];
        }
        hasHalf = text is [.., var last] && char.IsHighSurrogate(last);
        if (hasHalf)
        {
            pair[0] = text[^1];
            text = text[..^1];
        }
        UnicodeCasemap.Fold(text, folded);
        sink.Write(folded.WrittenSpan);
        folded.ResetWrittenCount();
    }
}
