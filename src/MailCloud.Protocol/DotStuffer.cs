using System.Buffers;
using System.IO.Pipelines;

namespace MailCloud.Protocol;

/// <summary>
/// Writes a message as a multi-line answer (RFC 1939 §3): a line that begins with a dot gets one more, and <see cref="End"/> writes the line of one dot. It is
/// a <see cref="PipeWriter"/>, so that a store can copy into it. All other octets pass exactly.
/// </summary>
/// <remarks>
/// Here a bare LF ends a line as well. A client that splits at LF, and most do, would take a dot line behind a bare LF for the end, and what follows
/// for answers to its next commands. It drops the added dot and has the exact message; a client that splits at CRLF alone sees one dot more. A bare CR
/// ends no line for anybody.
/// </remarks>
/// <param name="firstLine">
/// The line that announces the answer, with its CRLF. It goes out with the first octets, so that a message that cannot be read can still be answered
/// with a refusal.
/// </param>
/// <param name="flushing">Called before each flush: the client takes what it is sent.</param>
public sealed class DotStuffer(PipeWriter destination, ReadOnlyMemory<byte> firstLine = default, Action? flushing = null) : PipeWriter
{
    private const int MinBuffer = 4 * 1024;

    private byte[] buffer = [];
    private bool atLineStart = true;
    private byte last = (byte)'\n';
    private byte beforeLast = (byte)'\r';

    /// <summary>How many more lines pass; what comes behind them is dropped (TOP, RFC 1939 §7).</summary>
    public long LinesLeft { get; set; } = long.MaxValue;

    /// <summary>Whether anything was written.</summary>
    public bool HasBegun { get; private set; }

    public override bool CanGetUnflushedBytes => destination.CanGetUnflushedBytes;

    public override long UnflushedBytes => destination.UnflushedBytes;

    /// <summary>Writes the end of the answer: CRLF if the message did not end with one, and the line of one dot.</summary>
    public void End()
    {
        Begin();
        if (beforeLast != '\r' || last != '\n')
            destination.Write("\r\n"u8);
        destination.Write(".\r\n"u8);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length < sizeHint || buffer.Length == 0)
            buffer = new byte[Math.Max(sizeHint, MinBuffer)];
        return buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => Stuff(buffer.AsSpan(0, bytes));

    /// <summary>Writes and flushes in pieces, so that no more of a large source gathers than the client is ready to take.</summary>
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        for (; source.Length > LineReader.MaxUnflushed; source = source[LineReader.MaxUnflushed..])
        {
            Stuff(source.Span[..LineReader.MaxUnflushed]);
            var flushed = await FlushAsync(cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled)
                return flushed;
        }
        Stuff(source.Span);
        return await FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        flushing?.Invoke();
        return destination.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => destination.CancelPendingFlush();

    /// <summary>Does nothing: the connection outlives the message.</summary>
    public override void Complete(Exception? exception = null) { }

    private void Begin()
    {
        if (!HasBegun)
            destination.Write(firstLine.Span);
        HasBegun = true;
    }

    private void Stuff(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && LinesLeft > 0)
        {
            Begin();
            if (atLineStart && octets[0] == '.')
                destination.Write("."u8);
            var end = octets.IndexOf((byte)'\n');
            atLineStart = end >= 0;
            var line = atLineStart ? octets[..(end + 1)] : octets;
            destination.Write(line);
            (beforeLast, last) = (line.Length > 1 ? line[^2] : last, line[^1]);
            octets = octets[line.Length..];
            if (atLineStart)
                LinesLeft--;
        }
    }
}
