using System.Buffers;
using MailCloud.Mail.Search;

namespace MailCloud.Search.Segments;

/// <summary>The messages that have a term, as they are collected in ascending order.</summary>
internal sealed class PostingsWriter
{
    private readonly ArrayBufferWriter<byte> written = new(16);
    private int previous = -1;
    private int current = -1;
    private TextPlaces places;

    /// <summary>The list, complete.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        Flush();
        return written.WrittenSpan;
    }

    public void Add(int message, TextPlaces place)
    {
        if (message != current)
        {
            Flush();
            (current, places) = (message, place);
        }
        places |= place;
    }

    private void Flush()
    {
        if (places == TextPlaces.None)
            return;
        Varint.Write(written, ((uint)(current - previous) << 2) | (uint)places);
        (previous, places) = (current, TextPlaces.None);
    }
}

/// <summary>Goes through a list of postings.</summary>
internal ref struct PostingsReader(ReadOnlySpan<byte> list)
{
    private readonly ReadOnlySpan<byte> list = list;
    private int position;

    /// <summary>The number of the message.</summary>
    public int Message { get; private set; } = -1;

    public TextPlaces Places { get; private set; }

    /// <exception cref="InvalidDataException">This is no list.</exception>
    public bool MoveNext()
    {
        if (position >= list.Length)
            return false;
        var value = Varint.Read(list, ref position);
        Message += (int)(value >> 2);
        Places = (TextPlaces)(value & 3);
        return true;
    }
}
