using MailCloud.Mail.Store;

namespace MailCloud.Search.Segments;

/// <summary>The directory of a segment, as it is in memory.</summary>
internal sealed class SegmentDirectory
{
    private readonly ulong[] emails;

    /// <exception cref="InvalidDataException">It does not fit together.</exception>
    public SegmentDirectory(Proto.Directory directory, SegmentInfo info)
    {
        emails = new ulong[directory.Emails.Count];
        ulong email = 0;
        for (var i = 0; i < emails.Length; i++)
            emails[i] = email += directory.Emails[i];
        Partial = [.. directory.Partial.Select(message => (int)message)];
        Headers = new BlockTable(directory.Headers, start: 0);
        Bodies = new BlockTable(directory.Bodies, Headers.End);
        Postings = new BlockTable(directory.Postings, Bodies.End);
        TermsOctets = (int)directory.TermsOctets;
        TermsLength = (int)directory.TermsLength;
        TermsText = (int)directory.TermsText;
        if (
            Postings.End + (long)TermsOctets + info.DirectoryOctets != info.Octets
            || TermsLength != info.TermsLength
            || emails.Length != info.Messages
        )
            throw new InvalidDataException("The directory of a text index does not fit its segment.");
    }

    public int Messages => emails.Length;

    /// <summary>Numbers of messages whose text is not all there, ascending.</summary>
    public int[] Partial { get; }

    public BlockTable Headers { get; }

    public BlockTable Bodies { get; }

    public BlockTable Postings { get; }

    public int TermsOctets { get; }

    public int TermsLength { get; }

    public int TermsText { get; }

    public int Weight => 8 * emails.Length + 4 * Partial.Length + Headers.Weight + Bodies.Weight + Postings.Weight;

    public EmailId this[int message] => new(emails[message]);

    /// <summary>The number of a message; negative: it is not here.</summary>
    public int Find(EmailId email) => Array.BinarySearch(emails, email.Value);
}

/// <summary>Where the blocks of one sort are.</summary>
internal sealed class BlockTable
{
    private readonly int[] firsts;
    private readonly int[] starts;
    private readonly int[] lengths;

    /// <exception cref="InvalidDataException">The table does not fit together.</exception>
    public BlockTable(Proto.Blocks blocks, int start)
    {
        if (blocks is null || blocks.Octets.Count != blocks.Lengths.Count || blocks.Octets.Count != blocks.Firsts.Count)
            throw new InvalidDataException("A table of a text index's blocks does not fit together.");
        firsts = [.. blocks.Firsts.Select(first => (int)first)];
        lengths = [.. blocks.Lengths.Select(length => (int)length)];
        starts = new int[blocks.Octets.Count + 1];
        starts[0] = start;
        for (var i = 0; i < blocks.Octets.Count; i++)
            starts[i + 1] = starts[i] + (int)blocks.Octets[i];
    }

    public int Count => lengths.Length;

    /// <summary>The octet behind the last block.</summary>
    public int End => starts[^1];

    public int Weight => 12 * lengths.Length;

    /// <summary>Where a block is in the blob.</summary>
    public (int Start, int Octets) PlaceOf(int block) => (starts[block], starts[block + 1] - starts[block]);

    /// <summary>Octets of a block's content.</summary>
    public int LengthOf(int block) => lengths[block];

    /// <summary>The first message, or term, of a block.</summary>
    public int FirstOf(int block) => firsts[block];

    /// <summary>The block in which a message, or term, is.</summary>
    public int BlockOf(int number)
    {
        var found = Array.BinarySearch(firsts, number);
        return found >= 0 ? found : ~found - 1;
    }
}
