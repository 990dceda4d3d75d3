using System.Buffers;
using System.IO.Pipelines;

namespace MailCloud.Fuzz.Tests.Connections;

/// <summary>
/// Octets that arrive in pieces, each when the one before has been looked at, and then end. Nothing waits, so that an engine over it runs on the caller's thread and always does
/// the same.
/// </summary>
internal sealed class PieceReader : PipeReader
{
    /// <summary>Who asks so often after the end waits for something that never comes.</summary>
    private const int MaxReadsAtEnd = 1000;

    private readonly List<Segment> segments = [];
    private readonly int length;
    private int arrived;
    private long consumed;
    private long examined;
    private int readsAtEnd;

    /// <param name="pieces">All that arrives; no piece is empty.</param>
    public PieceReader(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        foreach (var piece in pieces)
        {
            segments.Add(new Segment(piece, segments.LastOrDefault()));
            length += piece.Length;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        var isNew = examined < ArrivedOctets;
        result = isNew ? Result(isCompleted: false) : default;
        return isNew;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryRead(out var result))
            return new(result);
        if (arrived < segments.Count)
        {
            arrived++;
            return new(Result(isCompleted: false));
        }
        return ++readsAtEnd <= MaxReadsAtEnd
            ? new(Result(isCompleted: true))
            : throw new InvalidOperationException("Nothing comes after the end, however often one asks.");
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        this.consumed = Math.Max(this.consumed, PlaceOf(consumed));
        this.examined = Math.Max(PlaceOf(examined), this.consumed);
    }

    public override void CancelPendingRead() { }

    public override void Complete(Exception? exception = null) { }

    private long ArrivedOctets => arrived == segments.Count ? length : segments[arrived].RunningIndex;

    private ReadResult Result(bool isCompleted)
    {
        if (arrived == 0)
            return new ReadResult(default, isCanceled: false, isCompleted);
        var last = segments[arrived - 1];
        var all = new ReadOnlySequence<byte>(segments[0], 0, last, last.Memory.Length);
        return new ReadResult(all.Slice(consumed), isCanceled: false, isCompleted);
    }

    private static long PlaceOf(SequencePosition position) =>
        position.GetObject() is Segment segment ? segment.RunningIndex + position.GetInteger() : 0;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> octets, Segment? before)
        {
            Memory = octets;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
