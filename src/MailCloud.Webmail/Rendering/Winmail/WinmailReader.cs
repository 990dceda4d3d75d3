using System.Buffers.Binary;
using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Webmail.Rendering.Winmail;

/// <summary>
/// Reads TNEF (MS-OXTNEF): a row of attributes, each with its length, of which some are rows of MAPI properties. Every step goes forward in the file and none believes a number of
/// it, so that reading ends with the file whatever is in it. MimeKit's reader does not: it counts to the numbers that it finds. What is cut off is read up to there.
/// </summary>
internal sealed class WinmailReader
{
    private const uint Signature = 0x223E9F78;
    private const int MaxFiles = 100;

    private readonly List<WinmailAttachment> files = [];
    private Encoding charset = Charset.Find("windows-1252")!;
    private string? html;
    private string? text;
    private string? fileName;
    private byte[]? fileContent;

    private WinmailReader() { }

    /// <summary>Null: these are no TNEF.</summary>
    public static WinmailFile? Read(ReadOnlySpan<byte> tnef)
    {
        if (tnef.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(tnef) != Signature)
            return null;
        var reader = new WinmailReader();
        // The signature and a key; then for each attribute its level, tag and length in front, and a checksum behind.
        for (var rest = tnef[6..]; rest.Length >= 9 && rest[0] is 1 or 2; )
        {
            var tag = BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[5..]);
            rest = rest[9..];
            var value = Take(ref rest, length);
            reader.ReadAttribute(tag, value);
            Take(ref rest, 2);
        }
        reader.EndFile();
        return new WinmailFile(reader.html, reader.text, [.. reader.files]);
    }

    private void ReadAttribute(uint tag, ReadOnlySpan<byte> value)
    {
        switch (tag)
        {
            case 0x00069007 when value.Length >= 4: // OemCodepage
                charset = Charset.Find($"windows-{BinaryPrimitives.ReadInt32LittleEndian(value)}") ?? charset;
                break;
            case 0x00069002: // AttachRendData: a file begins
                EndFile();
                break;
            case 0x00018010: // AttachTitle
                fileName ??= Text(value, charset);
                break;
            case 0x0006800F: // AttachData
                fileContent ??= value.ToArray();
                break;
            case 0x00069003: // MsgProps
                ReadProperties(value, isFile: false);
                break;
            case 0x00069005: // Attachment
                ReadProperties(value, isFile: true);
                break;
        }
    }

    private void ReadProperties(ReadOnlySpan<byte> properties, bool isFile)
    {
        Take(ref properties, 4);
        while (properties.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16LittleEndian(properties);
            var id = BinaryPrimitives.ReadUInt16LittleEndian(properties[2..]);
            properties = properties[4..];
            if (id >= 0x8000)
                SkipName(ref properties);
            var isVariable = (type & 0xFFF) is 0x0D or 0x1E or 0x1F or 0x102;
            var count = isVariable || (type & 0x1000) != 0 ? Number(ref properties) : 1;
            for (var i = 0u; i < count && !properties.IsEmpty; i++)
            {
                var length = isVariable ? Number(ref properties) : FixedLength(type & 0xFFF);
                if (length == 0 && !isVariable)
                    return;
                var value = Take(ref properties, length);
                Take(ref properties, (4 - (length % 4)) % 4);
                if (i == 0)
                    ReadProperty(id, type, value, isFile);
            }
        }
    }

    private void ReadProperty(ushort id, ushort type, ReadOnlySpan<byte> value, bool isFile)
    {
        var encoding = type is 0x1F ? Encoding.Unicode : charset;
        switch (id)
        {
            case 0x3707 when isFile: // AttachLongFilename
                fileName = Text(value, encoding);
                break;
            case 0x3701 when isFile && type is 0x102: // AttachDataBinary
                fileContent ??= value.ToArray();
                break;
            case 0x1013 when !isFile: // BodyHtml
                html ??= Text(value, encoding);
                break;
            case 0x1000 when !isFile: // Body
                text ??= Text(value, encoding);
                break;
        }
    }

    /// <summary>A property that has a name: a GUID, and a number or a text.</summary>
    private static void SkipName(ref ReadOnlySpan<byte> properties)
    {
        Take(ref properties, 16);
        var length = Number(ref properties) == 0 ? 4 : Number(ref properties);
        Take(ref properties, length);
        Take(ref properties, (4 - (length % 4)) % 4);
    }

    /// <summary>0: there is no such type.</summary>
    private static uint FixedLength(int type) =>
        type switch
        {
            0x02 or 0x03 or 0x04 or 0x0A or 0x0B => 4,
            0x05 or 0x06 or 0x07 or 0x14 or 0x40 => 8,
            0x48 => 16,
            _ => 0,
        };

    private static uint Number(ref ReadOnlySpan<byte> rest)
    {
        var octets = Take(ref rest, 4);
        return octets.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : 0;
    }

    /// <summary>So many octets, or as many as there are.</summary>
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, uint length)
    {
        var taken = rest[..(int)Math.Min(length, (uint)rest.Length)];
        rest = rest[taken.Length..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> value, Encoding encoding) => encoding.GetString(value).TrimEnd('\0');

    private void EndFile()
    {
        if (fileContent is not null && files.Count < MaxFiles)
            files.Add(new WinmailAttachment(string.IsNullOrWhiteSpace(fileName) ? $"file-{files.Count + 1}" : fileName, fileContent));
        (fileName, fileContent) = (null, null);
    }
}
