using System.Buffers;
using Google.Protobuf;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Segments;

/// <summary>Lays out a segment: first all messages, in order of their EMAILIDs, then all terms, in order of their octets.</summary>
internal sealed class SegmentWriter
{
    /// <summary>About how many octets are compressed together.</summary>
    private const int BlockLength = 32 * 1024;

    private readonly ArrayBufferWriter<byte> output = new();
    private readonly ArrayBufferWriter<byte> block = new(2 * BlockLength);
    private readonly ArrayBufferWriter<byte> terms = new();
    private readonly ArrayBufferWriter<byte> listLengths = new();
    private readonly Proto.Directory directory = new() { Texts = new Proto.Blocks(), Postings = new Proto.Blocks() };
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
        if (block.WrittenCount == 0)
            directory.Texts.Firsts.Add((uint)Messages);
        directory.Emails.Add(email.Value - last.Value);
        last = email;
        if (texts.IsPartial)
            directory.Partial.Add((uint)Messages - 1);
        Varint.Write(block, (uint)texts.Headers.Length);
        Varint.Write(block, (uint)texts.Body.Length);
        block.Write(texts.Headers.Span);
        block.Write(texts.Body.Span);
        if (block.WrittenCount >= BlockLength)
            EndBlock(directory.Texts);
    }

    /// <summary>All messages are there.</summary>
    public void EndMessages() => EndBlock(directory.Texts);

    public void AddTerm(ReadOnlySpan<byte> term, ReadOnlySpan<byte> postings)
    {
        if (block.WrittenCount == 0)
            directory.Postings.Firsts.Add((uint)termCount);
        termCount++;
        terms.Write(term);
        terms.Write([Terms.Separator]);
        Varint.Write(listLengths, (uint)postings.Length);
        block.Write(postings);
        if (block.WrittenCount >= BlockLength)
            EndBlock(directory.Postings);
    }

    /// <summary>All terms are there: the blob, and what the manifest says of it.</summary>
    public (SegmentInfo Info, ReadOnlyMemory<byte> Content) Complete(DateTimeOffset now)
    {
        EndBlock(directory.Postings);
        directory.TermsText = (uint)terms.WrittenCount;
        terms.Write(listLengths.WrittenSpan);
        directory.TermsLength = (uint)terms.WrittenCount;
        directory.TermsOctets = Append(terms.WrittenSpan);
        var octets = (int)Append(directory.ToByteArray());
        var written = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return (new SegmentInfo(SegmentId.New(), first, last, Messages, Octets, octets, written), output.WrittenMemory);
    }

    private void EndBlock(Proto.Blocks blocks)
    {
        if (block.WrittenCount == 0)
            return;
        blocks.Lengths.Add((uint)block.WrittenCount);
        blocks.Octets.Add(Append(block.WrittenSpan));
        block.ResetWrittenCount();
    }

    private uint Append(ReadOnlySpan<byte> content)
    {
        var compressed = Compression.Compress(content);
        output.Write(compressed);
        return (uint)compressed.Length;
    }
}
