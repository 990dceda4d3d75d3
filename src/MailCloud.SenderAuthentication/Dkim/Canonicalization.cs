using System.Buffers;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>What may happen to a message on its way without breaking a signature (RFC 6376 §3.4).</summary>
internal enum Canonicalization
{
    /// <summary>Next to nothing.</summary>
    Simple,

    /// <summary>White space may change where it means nothing, and the case of field names.</summary>
    Relaxed,
}

/// <summary>Header fields in the form in which they are signed.</summary>
internal static class CanonicalHeader
{
    /// <summary>Writes a field (RFC 6376 §3.4.1 and §3.4.2).</summary>
    /// <param name="field">The field with its folded lines and the line end.</param>
    /// <param name="nameLength">The length of its name.</param>
    public static void Write(ReadOnlySpan<byte> field, int nameLength, Canonicalization canonicalization, ArrayBufferWriter<byte> output)
    {
        if (canonicalization is Canonicalization.Simple)
        {
            output.Write(field);
            return;
        }
        WriteRelaxed(field, nameLength, output);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes the field of the signature itself: without the value of its tag b, and without the line end (RFC 6376 §3.7).</summary>
    public static void WriteSignature(
        ReadOnlySpan<byte> field,
        int nameLength,
        Range signature,
        Canonicalization canonicalization,
        ArrayBufferWriter<byte> output
    )
    {
        var (start, length) = signature.GetOffsetAndLength(field.Length);
        byte[] unsigned = [.. field[..start], .. WithoutLineEnd(field[(start + length)..])];
        if (canonicalization is Canonicalization.Simple)
            output.Write(unsigned);
        else
            WriteRelaxed(unsigned, nameLength, output);
    }

    private static void WriteRelaxed(ReadOnlySpan<byte> field, int nameLength, ArrayBufferWriter<byte> output)
    {
        var target = output.GetSpan(field.Length + 1);
        var written = 0;
        foreach (var octet in field[..nameLength])
            target[written++] = octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
        target[written++] = (byte)':';
        var value = WithoutLineEnd(field[(nameLength + field[nameLength..].IndexOf((byte)':') + 1)..]);
        // White space at the beginning is dropped, so it needs no blank.
        var (needsBlank, isFirst) = (false, true);
        for (var i = 0; i < value.Length; i++)
        {
            if (IsFold(value, i))
                continue;
            if (value[i] is (byte)' ' or (byte)'\t')
            {
                needsBlank = !isFirst;
                continue;
            }
            if (needsBlank)
                target[written++] = (byte)' ';
            target[written++] = value[i];
            (needsBlank, isFirst) = (false, false);
        }
        output.Advance(written);
    }

    // Lines end with CRLF or, where a message came so, with LF alone.
    private static bool IsFold(ReadOnlySpan<byte> value, int i) =>
        value[i] == '\n' || (value[i] == '\r' && i + 1 < value.Length && value[i + 1] == '\n');

    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> text)
    {
        if (text is [.., (byte)'\r', (byte)'\n'])
            return text[..^2];
        return text is [.., (byte)'\n'] ? text[..^1] : text;
    }
}
