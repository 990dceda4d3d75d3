using System.Buffers;
using MailCloud.Mail.Search;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Segments;

/// <summary>The folded texts of a message, parted by <see cref="Terms.Separator"/>.</summary>
/// <param name="IsPartial">There is more text than this.</param>
internal readonly record struct MessageTexts(ReadOnlyMemory<byte> Headers, ReadOnlyMemory<byte> Body, bool IsPartial)
{
    /// <summary>Those of a message of which nothing is kept: whoever searches reads it.</summary>
    public static readonly MessageTexts Unknown = new(default, default, IsPartial: true);
}

/// <summary>A block of texts: one of each of some messages, in order.</summary>
internal static class TextBlock
{
    /// <exception cref="InvalidDataException">This is no such block.</exception>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> block)
    {
        var texts = new List<ReadOnlyMemory<byte>>();
        for (var position = 0; position < block.Length; )
        {
            var length = Varint.Read(block.Span, ref position);
            if (length > block.Length - position)
                throw new InvalidDataException("The texts of a text index cannot be read.");
            texts.Add(block.Slice(position, (int)length));
            position += (int)length;
        }
        return texts;
    }
}

/// <summary>Collects the texts of a message, up to a number of octets.</summary>
internal sealed class TextCollector : ITextSink
{
    /// <summary>Octets kept of a message; of a longer one the rest is read when somebody looks for what is not in its beginning.</summary>
    public const int MaxOctets = 256 * 1024;

    private readonly ArrayBufferWriter<byte> headers = new(4096);
    private readonly ArrayBufferWriter<byte> body = new(4096);
    private ArrayBufferWriter<byte> current;

    public TextCollector() => current = headers;

    public bool IsSatisfied { get; private set; }

    public void Begin(TextPlaces place)
    {
        current = place == TextPlaces.Body ? body : headers;
        if (current.WrittenCount > 0 && current.WrittenSpan[^1] != Terms.Separator)
            current.Write([Terms.Separator]);
    }

    public void Write(ReadOnlySpan<byte> folded)
    {
        if (headers.WrittenCount + body.WrittenCount + folded.Length > MaxOctets)
            IsSatisfied = true;
        else if (!IsSatisfied)
            current.Write(folded);
    }

    /// <summary>What was written since the last call.</summary>
    public MessageTexts Take()
    {
        var texts = new MessageTexts(headers.WrittenSpan.ToArray(), body.WrittenSpan.ToArray(), IsSatisfied);
        headers.ResetWrittenCount();
        body.ResetWrittenCount();
        IsSatisfied = false;
        return texts;
    }
}
