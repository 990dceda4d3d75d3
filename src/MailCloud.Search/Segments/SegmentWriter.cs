using System.Buffers;
using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Segments;

/// <summary>Lays out a segment: first all messages, in order of their EMAILIDs, then all terms, in order of their octets.</summary>
internal sealed class SegmentWriter
{
    /// <summary>About how many octets of texts are compressed together: whoever looks at one message wants few others beside it.</summary>
    private const int TextLength = 8 * 1024;

    /// <summary>About how many octets of lists are compressed together.</summary>
    private const int ListsLength = 32 * 1024;

    private readonly ArrayBufferWriter<byte> output = new();
    private readonly ArrayBufferWriter<byte> bodies = new();
    private readonly ArrayBufferWriter<byte> block = new(2 * ListsLength);
    private readonly ArrayBufferWriter<byte> bodyBlock = new(2 * TextLength);
    private readonly ArrayBufferWriter<byte> terms = new();
    private readonly ArrayBufferWriter<byte> listLengths = new();
    private readonly Proto.Directory directory = new()
    {
        Headers = new Proto.Blocks(),
        Bodies = new Proto.Blocks(),
        Postings = new Proto.Blocks(),
    };
    private EmailId first;
    private EmailId last;
    private int termCount;

    public SegmentWriter() => terms.Write([Terms.Separator]);

    public int Messages => directory.Emails.Count;

    public int Octets => output.WrittenCount;

    public void AddMessage(EmailId email, in MessageTexts texts)
    {
        if (Messages == 0)
            first = email;
        Add(texts.Headers.Span, directory.Headers, block, output);
        Add(texts.Body.Span, directory.Bodies, bodyBlock, bodies);
        directory.Emails.Add(email.Value - last.Value);
        last = email;
        if (texts.IsPartial)
            directory.Partial.Add((uint)Messages - 1);
    }

    /// <summary>All messages are there.</summary>
    public void EndMessages()
    {
        EndBlock(directory.Headers, block, output);
        EndBlock(directory.Bodies, bodyBlock, bodies);
        output.Write(bodies.WrittenSpan);
        bodies.Clear();
    }

    public void AddTerm(ReadOnlySpan<byte> term, ReadOnlySpan<byte> postings)
    {
        if (block.WrittenCount == 0)
            directory.Postings.Firsts.Add((uint)termCount);
        termCount++;
        terms.Write(term);
        terms.Write([Terms.Separator]);
        Varint.Write(listLengths, (uint)postings.Length);
        block.Write(postings);
        if (block.WrittenCount >= ListsLength)
            EndBlock(directory.Postings, block, output);
    }

    /// <summary>All terms are there: the blob, and what the manifest says of it.</summary>
    public (SegmentInfo Info, ReadOnlyMemory<byte> Content) Complete(DateTimeOffset now)
    {
        EndBlock(directory.Postings, block, output);
        directory.TermsText = (uint)terms.WrittenCount;
        terms.Write(listLengths.WrittenSpan);
        directory.TermsLength = (uint)terms.WrittenCount;
        directory.TermsOctets = Append(terms.WrittenSpan, output);
        var octets = (int)Append(directory.ToByteArray(), output);
        var written = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var info = new SegmentInfo(SegmentId.New(), first, last, Messages, Octets, octets, (int)directory.TermsLength, written);
        return (info, output.WrittenMemory);
    }

    private void Add(ReadOnlySpan<byte> text, Proto.Blocks blocks, ArrayBufferWriter<byte> current, ArrayBufferWriter<byte> target)
    {
        if (current.WrittenCount == 0)
            blocks.Firsts.Add((uint)Messages);
        Varint.Write(current, (uint)text.Length);
        current.Write(text);
        if (current.WrittenCount >= TextLength)
            EndBlock(blocks, current, target);
    }

    private static void EndBlock(Proto.Blocks blocks, ArrayBufferWriter<byte> current, ArrayBufferWriter<byte> target)
    {
        if (current.WrittenCount == 0)
            return;
        blocks.Lengths.Add((uint)current.WrittenCount);
        blocks.Octets.Add(Append(current.WrittenSpan, target));
        current.ResetWrittenCount();
    }

    private static uint Append(ReadOnlySpan<byte> content, ArrayBufferWriter<byte> target)
    {
        var compressed = Compression.Compress(content);
        target.Write(compressed);
        return (uint)compressed.Length;
    }
}
