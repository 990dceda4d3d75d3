using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace MailCloud.Protocol;

/// <summary>Writing answers octet by octet, without strings on the way.</summary>
public static class WireWriting
{
    private const int MaxDigits = 20;

    /// <summary>Flushes if more than <see cref="LineReader.MaxUnflushed"/> octets have gathered: to be called between the rows of a long answer.</summary>
    public static ValueTask FlushIfLargeAsync(this PipeWriter writer, CancellationToken cancellationToken) =>
        writer.CanGetUnflushedBytes && writer.UnflushedBytes <= LineReader.MaxUnflushed
            ? ValueTask.CompletedTask
            : FlushAsync(writer, cancellationToken);

    private static async ValueTask FlushAsync(PipeWriter writer, CancellationToken cancellationToken) =>
        await writer.FlushAsync(cancellationToken);

    /// <summary>Ends a line.</summary>
    public static void WriteCrlf(this IBufferWriter<byte> writer) => writer.Write("\r\n"u8);

    /// <summary>Writes a whole line: the text and CRLF.</summary>
    public static void WriteLine(this IBufferWriter<byte> writer, ReadOnlySpan<byte> text)
    {
        writer.Write(text);
        writer.WriteCrlf();
    }

    /// <summary>Writes one octet.</summary>
    public static void WriteOctet(this IBufferWriter<byte> writer, byte octet)
    {
        writer.GetSpan(1)[0] = octet;
        writer.Advance(1);
    }

    /// <summary>Writes a number in decimal digits.</summary>
    public static void WriteNumber(this IBufferWriter<byte> writer, ulong number)
    {
        Utf8Formatter.TryFormat(number, writer.GetSpan(MaxDigits), out var written);
        writer.Advance(written);
    }

    /// <summary>Writes a number in decimal digits, with a minus sign if it is negative.</summary>
    public static void WriteNumber(this IBufferWriter<byte> writer, long number)
    {
        Utf8Formatter.TryFormat(number, writer.GetSpan(MaxDigits), out var written);
        writer.Advance(written);
    }

    /// <summary>Writes octets in base64.</summary>
    public static void WriteBase64(this IBufferWriter<byte> writer, ReadOnlySpan<byte> octets)
    {
        Base64.EncodeToUtf8(octets, writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(octets.Length)), out _, out var written);
        writer.Advance(written);
    }

    /// <summary>Writes a sentence for people in UTF-8. Whatever it quotes, it stays in its line: control characters become spaces.</summary>
    public static void WriteText(this IBufferWriter<byte> writer, ReadOnlySpan<char> text)
    {
        var octets = writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = Encoding.UTF8.GetBytes(text, octets);
        foreach (ref var octet in octets[..written])
            if (octet is < 0x20 or 0x7F)
                octet = (byte)' ';
        writer.Advance(written);
    }
}
