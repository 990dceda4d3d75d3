using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// Reads what stands behind <c>BODY[</c> and <c>BINARY[</c>: the section and maybe a partial (RFC 9051 §9, <c>section-spec</c>, <c>section-binary</c>,
/// <c>partial</c>).
/// </summary>
internal static class SectionGrammar
{
    /// <summary>Deeper than a summary goes.</summary>
    private const int MaxPartNumbers = 2 * SummaryLimits.Depth;

    /// <summary>More fields than any client lists; each is compared with each field of a header.</summary>
    private const int MaxFieldNames = 200;

    public static SectionItem Parse(ref ImapReader reader, bool peek)
    {
        var label = new StringBuilder("BODY[");
        var part = PartNumbers(ref reader, label, out var expectsText);
        var (text, fields) = reader.Peek == (byte)']' && !expectsText ? (SectionText.Content, null) : Text(ref reader, part, label);
        reader.Octet((byte)']', "\"]\"");
        label.Append(']');
        var partial = PartialRange(ref reader, label);
        return new SectionItem(label.ToString(), new BodySection(part.AsMemory(), text), peek, fields, partial);
    }

    public static BinaryItem ParseBinary(ref ImapReader reader, bool peek)
    {
        var label = new StringBuilder("BINARY[");
        var part = OnlyPartNumbers(ref reader, label);
        var partial = PartialRange(ref reader, label);
        return new BinaryItem(label.ToString(), part, peek, partial);
    }

    public static BinarySizeItem ParseBinarySize(ref ImapReader reader)
    {
        var label = new StringBuilder("BINARY.SIZE[");
        var part = OnlyPartNumbers(ref reader, label);
        return new BinarySizeItem(label.ToString(), part);
    }

    /// <summary><c>section-binary</c>, behind its bracket.</summary>
    private static ImmutableArray<int> OnlyPartNumbers(ref ImapReader reader, StringBuilder label)
    {
        var part = PartNumbers(ref reader, label, out var expectsText);
        if (expectsText)
            throw new ImapSyntaxException("Expected a part's number");
        reader.Octet((byte)']', "\"]\"");
        label.Append(']');
        return part;
    }

    /// <param name="expectsText">There was a full stop behind the last number.</param>
    private static ImmutableArray<int> PartNumbers(ref ImapReader reader, StringBuilder label, out bool expectsText)
    {
        var numbers = ImmutableArray.CreateBuilder<int>();
        expectsText = false;
        while (char.IsAsciiDigit((char)reader.Peek))
        {
            var number = reader.NzNumber();
            label.Append(CultureInfo.InvariantCulture, $"{number}");
            // No message has a part of such a number, so it does not matter which one it is.
            numbers.Add((int)Math.Min(number, int.MaxValue));
            if (numbers.Count > MaxPartNumbers)
                throw new ImapSyntaxException("A part is too deep");
            expectsText = reader.TryOctet((byte)'.');
            if (!expectsText)
                break;
            label.Append('.');
        }
        return numbers.ToImmutable();
    }

    private static (SectionText Text, FieldSelection? Fields) Text(ref ImapReader reader, ImmutableArray<int> part, StringBuilder label)
    {
        if (reader.TryText("HEADER.FIELDS.NOT "u8))
            return (SectionText.Header, FieldNames(ref reader, except: true, label.Append("HEADER.FIELDS.NOT ")));
        if (reader.TryText("HEADER.FIELDS "u8))
            return (SectionText.Header, FieldNames(ref reader, except: false, label.Append("HEADER.FIELDS ")));
        if (reader.TryText("HEADER"u8))
        {
            label.Append("HEADER");
            return (SectionText.Header, null);
        }
        if (reader.TryText("TEXT"u8))
        {
            label.Append("TEXT");
            return (SectionText.Text, null);
        }
        if (!part.IsEmpty && reader.TryText("MIME"u8))
        {
            label.Append("MIME");
            return (SectionText.Mime, null);
        }
        throw new ImapSyntaxException("There is no such section");
    }

    /// <summary>
    /// <c>header-list</c>. The label repeats it as the client wrote it, in its case and quotes: Apple Mail looks for its own words in the answer, and
    /// shows an empty mailbox if it does not find them.
    /// </summary>
    private static FieldSelection FieldNames(ref ImapReader reader, bool except, StringBuilder label)
    {
        var names = new List<string>();
        reader.Open();
        label.Append('(');
        do
        {
            if (names.Count > 0)
                label.Append(' ');
            names.Add(FieldName(ref reader, label));
        } while (reader.TrySpace());
        reader.Close();
        label.Append(')');
        return names.Count <= MaxFieldNames ? new FieldSelection(names, except) : throw new ImapSyntaxException("Too many field names");
    }

    private static string FieldName(ref ImapReader reader, StringBuilder label)
    {
        var start = reader.Position;
        var isLiteral = reader.Peek == (byte)'{';
        var octets = reader.AStringOctets();
        if (octets.IsEmpty || octets.ContainsAnyExceptInRange((byte)'!', (byte)'~') || octets.Contains((byte)':'))
            throw new ImapSyntaxException("There is no field of that name");
        var name = Encoding.ASCII.GetString(octets);
        // Among the ways to send a literal are some that a server must not use.
        label.Append(isLiteral ? Quoted(name) : Encoding.ASCII.GetString(reader.Since(start)));
        return name;
    }

    private static string Quoted(string name) =>
        $"\"{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static Partial? PartialRange(ref ImapReader reader, StringBuilder label)
    {
        if (!reader.TryOctet((byte)'<'))
            return null;
        var origin = (long)reader.Number64();
        reader.Octet((byte)'.', "a full stop");
        var count = (long)reader.Number64();
        if (count == 0)
            throw new ImapSyntaxException("Zero is not allowed here");
        reader.Octet((byte)'>', "\">\"");
        label.Append(CultureInfo.InvariantCulture, $"<{origin}>");
        return new Partial(origin, count);
    }
}
