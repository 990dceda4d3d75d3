using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MailCloud.Webmail.Mbox;

/// <summary>A line, or a piece of one that is too long to hold. It is valid until the next is asked for.</summary>
/// <param name="Octets">Without the line end, be it CRLF or LF.</param>
/// <param name="Starts">A line begins here.</param>
/// <param name="Ends">The line ends here; so does the last line of a file that has no line end.</param>
internal readonly record struct LinePiece(ReadOnlyMemory<byte> Octets, bool Starts, bool Ends)
{
    /// <summary>The most octets of a piece. A longer line is cut at just this length, wherever the input was cut.</summary>
    public const int MaxOctets = 16 * 1024;

    public bool IsBlankLine => Starts && Ends && Octets.IsEmpty;

    /// <summary>Cuts what is read into lines. Memory does not depend on their lengths.</summary>
    public static async IAsyncEnumerable<LinePiece> ReadAsync(
        PipeReader input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var scratch = new byte[MaxOctets];
        var starts = true;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (TryCut(ref rest, read.IsCompleted, scratch, out var octets, out var ends))
            {
                yield return new LinePiece(octets, starts, ends);
                starts = ends;
            }
            input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                break;
        }
        // The last piece of a long line was its end, after all.
        if (!starts)
            yield return new LinePiece(default, Starts: false, Ends: true);
    }

    private static bool TryCut(ref ReadOnlySequence<byte> rest, bool isLast, byte[] scratch, out ReadOnlyMemory<byte> octets, out bool ends)
    {
        var window = rest.Slice(0, Math.Min(rest.Length, MaxOctets + 1));
        var length = window.PositionOf((byte)'\n') is { } end ? window.Slice(0, end).Length : -1;
        ends = length >= 0 || (isLast && rest.Length is > 0 and <= MaxOctets);
        var taken =
            length >= 0 ? length + 1
            : ends ? rest.Length
            : MaxOctets;
        if (taken == 0 || (!ends && rest.Length <= MaxOctets))
        {
            octets = default;
            return false;
        }
        var line = rest.Slice(0, length >= 0 ? length : taken);
        octets = line.IsSingleSegment ? line.First : Copy(line, scratch);
        // CR may belong to the line end whose LF is yet to come.
        if (octets.Length > 0 && octets.Span[^1] == (byte)'\r' && (length >= 0 || !ends))
        {
            octets = octets[..^1];
            taken -= length >= 0 ? 0 : 1;
        }
        rest = rest.Slice(taken);
        return true;
    }

    private static ReadOnlyMemory<byte> Copy(ReadOnlySequence<byte> line, byte[] scratch)
    {
        line.CopyTo(scratch);
        return scratch.AsMemory(0, (int)line.Length);
    }
}
