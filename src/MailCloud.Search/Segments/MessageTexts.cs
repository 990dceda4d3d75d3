using System.Buffers;
using MailCloud.Mail.Search;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Segments;

/// <summary>The folded texts of a message, parted by <see cref="Terms.Separator"/>.</summary>
/// <param name="IsPartial">There is more text than this.</param>
internal readonly record struct MessageTexts(ReadOnlyMemory<byte> Headers, ReadOnlyMemory<byte> Body, bool IsPartial)
{
    /// <summary>Whether a text that is not empty is in them.</summary>
    public bool Contain(ReadOnlySpan<byte> folded, TextPlaces places) =>
        ((places & TextPlaces.Headers) != 0 && Headers.Span.IndexOf(folded) >= 0)
        || ((places & TextPlaces.Body) != 0 && Body.Span.IndexOf(folded) >= 0);

    /// <summary>Reads those of the messages of a block, in order.</summary>
    /// <exception cref="InvalidDataException">This is no such block.</exception>
    public static List<MessageTexts> ReadBlock(ReadOnlyMemory<byte> block)
    {
        var texts = new List<MessageTexts>();
        for (var position = 0; position < block.Length; )
        {
            var headers = (int)Varint.Read(block.Span, ref position);
            var body = (int)Varint.Read(block.Span, ref position);
            if (headers < 0 || body < 0 || (long)headers + body > block.Length - position)
                throw new InvalidDataException("The texts of a text index cannot be read.");
            texts.Add(new MessageTexts(block.Slice(position, headers), block.Slice(position + headers, body), IsPartial: false));
            position += headers + body;
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
