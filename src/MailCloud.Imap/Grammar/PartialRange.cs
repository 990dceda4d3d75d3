namespace MailCloud.Imap.Grammar;

/// <summary>
/// <c>partial-range</c> (RFC 9394 §4): a page of a result, <c>1:500</c>, or counted from its end, <c>-1:-500</c>. Both ends belong to it and come in any order.
/// </summary>
internal readonly record struct PartialRange(uint First, uint Last, bool FromEnd)
{
    /// <summary>Two numbers, both with a minus before them or neither.</summary>
    public static PartialRange Parse(ref ImapReader reader)
    {
        var fromEnd = reader.TryOctet((byte)'-');
        var first = reader.NzNumber();
        reader.Octet((byte)':', "the end of a range");
        if (fromEnd)
            reader.Octet((byte)'-', "a range from the end");
        return new PartialRange(first, reader.NzNumber(), fromEnd);
    }

    /// <summary>Which of so many there are: where they begin, from 0 on, and how many they are.</summary>
    public (int Start, int Length) Resolve(int count)
    {
        var (near, far) = (Math.Min(First, Last), Math.Min(Math.Max(First, Last), (uint)count));
        if (near > far)
            return (0, 0);
        var length = (int)(far - near + 1);
        return (FromEnd ? count - (int)far : (int)near - 1, length);
    }

    public override string ToString() => FromEnd ? $"-{First}:-{Last}" : $"{First}:{Last}";
}
