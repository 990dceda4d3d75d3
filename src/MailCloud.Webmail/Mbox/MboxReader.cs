using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MailCloud.Webmail.Mbox;

/// <summary>What an mbox consists of: a line that begins a message, or a piece of a line of the message.</summary>
/// <param name="Begins">Not null: a message begins, and there is no text.</param>
internal readonly record struct MboxItem(FromLine? Begins, LinePiece Text);

/// <summary>
/// Cuts an mbox into its messages, as they come. A line that begins with <c>From</c> and a space begins a message if two of three signs say so: it stands behind a
/// blank line (or at the very start), it ends in a date, the line behind it is a header field. So a message without a blank line behind it does no harm, nor does a
/// sentence that begins with "From". The blank line before such a line, and the one at the end, belong to the mbox.
/// </summary>
internal static class MboxReader
{
    /// <summary>Reads the items. What stands before the first message is one, too, if it begins with a header field: the file is a message, then.</summary>
    public static async IAsyncEnumerable<MboxItem> ReadAsync(PipeReader input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = false;
        var blankBefore = true;
        byte[]? doubtful = null;
        await foreach (var piece in LinePiece.ReadAsync(input, cancellationToken))
        {
            if (doubtful is not null)
            {
                // It has one of the other two signs.
                var isSeparator = IsField(piece.Octets.Span);
                if (!isSeparator && blankBefore && begun)
                    yield return BlankLine;
                yield return isSeparator
                    ? new MboxItem(FromLine.Parse(doubtful), default)
                    : new MboxItem(null, new LinePiece(doubtful, Starts: true, Ends: true));
                begun = true;
                blankBefore = false;
                doubtful = null;
            }
            if (piece is { Starts: true, Ends: true } && FromLine.Parse(piece.Octets.Span) is { } line)
            {
                if (blankBefore && line.Date is not null)
                {
                    yield return new MboxItem(line, default);
                    (begun, blankBefore) = (true, false);
                    continue;
                }
                if (blankBefore || line.Date is not null)
                {
                    doubtful = piece.Octets.ToArray();
                    continue;
                }
            }
            if (blankBefore && piece.Starts && begun)
                yield return BlankLine;
            if (piece.Starts)
                blankBefore = piece.IsBlankLine;
            if (blankBefore)
                continue;
            if (!begun)
            {
                begun = true;
                if (IsField(piece.Octets.Span))
                    yield return new MboxItem(new FromLine(FromLine.NoSender, null), default);
            }
            yield return new MboxItem(null, Unquoted(piece));
        }
        if (doubtful is null)
            yield break;
        if (blankBefore && begun)
            yield return BlankLine;
        yield return new MboxItem(null, new LinePiece(doubtful, Starts: true, Ends: true));
    }

    private static MboxItem BlankLine => new(null, new LinePiece(default, Starts: true, Ends: true));

    private static LinePiece Unquoted(LinePiece piece) =>
        piece.Starts && MboxQuote.IsQuoted(piece.Octets.Span) ? piece with { Octets = piece.Octets[1..] } : piece;

    /// <summary>Whether the line is a header field (RFC 5322 §2.2).</summary>
    private static bool IsField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        return colon > 0 && !line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }
}
