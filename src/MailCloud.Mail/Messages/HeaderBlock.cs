using System.Buffers;
using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>
/// A header as it is in the message: its fields, in order and byte for byte, and the blank line that ends it. Line ends may be
/// CRLF or bare LF. Nothing here allocates.
/// </summary>
public readonly ref struct HeaderBlock(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>
    /// The length of the header that these bytes begin with, its blank line included; the length of all bytes when no blank line ends it.
    /// </summary>
    public static int LengthIn(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length)
        {
            var line = Line(bytes[position..]);
            position += line.Length;
            if (IsBlank(line))
                break;
        }
        return position;
    }

    public Enumerator GetEnumerator() => new(bytes);

    /// <summary>The number of octets that <see cref="Select"/> writes.</summary>
    public int SelectedLength(IReadOnlyList<string> names, bool except)
    {
        var length = 0;
        foreach (var field in this)
        {
            if (field.IsBlankLine || IsNamed(field, names) != except)
                length += field.Bytes.Length;
        }
        return length;
    }

    /// <summary>
    /// Writes the fields with the given names (HEADER.FIELDS), or all others (HEADER.FIELDS.NOT), and the blank line if the header has one
    /// (RFC 9051 §6.4.5.1). Names are compared without regard to case; a line that is no field has none.
    /// </summary>
    public void Select(IReadOnlyList<string> names, bool except, IBufferWriter<byte> writer)
    {
        foreach (var field in this)
        {
            if (field.IsBlankLine || IsNamed(field, names) != except)
                writer.Write(field.Bytes);
        }
    }

    private static bool IsNamed(HeaderField field, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (field.Is(names[i]))
                return true;
        }
        return false;
    }

    /// <summary>The first line of the bytes, its line end included.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return end < 0 ? bytes : bytes[..(end + 1)];
    }

    /// <summary>The bytes without the line at their end that is cut off.</summary>
    internal static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> bytes) => bytes[..(bytes.LastIndexOf((byte)'\n') + 1)];

    /// <summary>Whether the line, which begins a line of the message, holds nothing but its line end.</summary>
    internal static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    /// <summary>Goes through the fields; the blank line comes last, as a field that has neither name nor value.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public HeaderField Current { get; private set; }

        public bool MoveNext()
        {
            if (rest.IsEmpty)
                return false;
            var line = Line(rest);
            var length = line.Length;
            if (IsBlank(line))
            {
                Current = new HeaderField(line, nameLength: 0);
                rest = [];
                return true;
            }
            while (length < rest.Length && rest[length] is (byte)' ' or (byte)'\t')
                length += Line(rest[length..]).Length;
            Current = new HeaderField(rest[..length], HeaderField.NameLength(line));
            rest = rest[length..];
            return true;
        }
    }
}

/// <summary>One field of a header: its bytes, folded lines and line end included.</summary>
public readonly ref struct HeaderField
{
    private readonly int nameLength;

    internal HeaderField(ReadOnlySpan<byte> bytes, int nameLength)
    {
        Bytes = bytes;
        this.nameLength = nameLength;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The name as written; empty for a line that is no field.</summary>
    public ReadOnlySpan<byte> Name => Bytes[..nameLength];

    /// <summary>All after the colon; empty for a line that is no field.</summary>
    public ReadOnlySpan<byte> Value => nameLength == 0 ? [] : Bytes[(Bytes.IndexOf((byte)':') + 1)..];

    internal bool IsBlankLine => HeaderBlock.IsBlank(Bytes);

    public bool Is(string name) => nameLength == name.Length && Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The length of the name that the line begins with, or 0 when the line begins no field. Blanks may stand before the colon (RFC 5322 §4.5).</summary>
    internal static int NameLength(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAnyInRange((byte)0, (byte)' ');
        var colon = line.IndexOf((byte)':');
        if (colon < 0 || end < 0 || colon < end)
            return Math.Max(colon, 0);
        return line[end..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 ? end : 0;
    }
}
