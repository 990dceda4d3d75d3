using System.Buffers;
using System.Text;

namespace MailCloud.Protocol.Tests;

/// <summary>Makes sequences of several segments out of octets.</summary>
internal static class Segments
{
    /// <summary>The octets, cut at these places (in any order, repeated or not; a repeated one makes an empty segment).</summary>
    public static ReadOnlySequence<byte> Cut(byte[] octets, params IEnumerable<int> places)
    {
        var first = new Segment(default, 0);
        var last = first;
        var from = 0;
        foreach (var place in places.Select(p => Math.Clamp(p, 0, octets.Length)).Append(octets.Length).Order())
        {
            last = last.Append(octets.AsMemory(from..place));
            from = place;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySequence<byte> octets) => Encoding.Latin1.GetString(octets);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
