using System.Text;
using MailCloud.Mail.Messages;
using MimeKit.Tnef;

namespace MailCloud.Webmail.Rendering.Winmail;

/// <summary>
/// Reads TNEF with MimeKit's reader, but counts: however attributes and properties refer to each other, each is looked at once and there are not more of them than this. What
/// breaks off in the middle is read up to there.
/// </summary>
internal sealed class WinmailReader
{
    private const int MaxAttributes = 10_000;
    private const int MaxProperties = 10_000;
    private const int MaxFiles = 100;

    private readonly TnefReader reader;
    private readonly int length;
    private readonly List<WinmailAttachment> files = [];
    private string? html;
    private string? text;
    private string? fileName;
    private byte[]? fileContent;
    private int properties;
    private int octets;

    /// <summary>MimeKit's reader asks .NET for Windows' codepages and cannot be used at all where there are none.</summary>
    static WinmailReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private WinmailReader(TnefReader reader, int length) => (this.reader, this.length) = (reader, length);

    /// <summary>Null: these are no TNEF.</summary>
    public static WinmailFile? Read(byte[] tnef)
    {
        try
        {
            using var opened = new TnefReader(new MemoryStream(tnef), defaultMessageCodepage: 0, TnefComplianceMode.Loose);
            var winmail = new WinmailReader(opened, tnef.Length);
            winmail.ReadAttributes();
            winmail.EndFile();
            return new WinmailFile(winmail.html, winmail.text, [.. winmail.files]);
        }
        catch (TnefException)
        {
            return null;
        }
    }

    private void ReadAttributes()
    {
        try
        {
            for (var i = 0; i < MaxAttributes && reader.ReadNextAttribute(); i++)
                ReadAttribute();
        }
        catch (Exception e)
            when (e is TnefException or EndOfStreamException or InvalidOperationException or FormatException or ArgumentException)
        {
            // Cut off or damaged: what was read so far is what there is.
            return;
        }
    }

    private void ReadAttribute()
    {
        switch (reader.AttributeTag)
        {
            case TnefAttributeTag.AttachRenderData:
                EndFile();
                break;
            case TnefAttributeTag.AttachTitle:
                fileName ??= reader.TnefPropertyReader.ReadValueAsString();
                break;
            case TnefAttributeTag.AttachData:
                fileContent ??= Bytes();
                break;
            case TnefAttributeTag.MapiProperties:
                ReadProperties(isFile: false);
                break;
            case TnefAttributeTag.Attachment:
                ReadProperties(isFile: true);
                break;
        }
    }

    private void ReadProperties(bool isFile)
    {
        var property = reader.TnefPropertyReader;
        while (properties++ < MaxProperties && property.ReadNextProperty())
        {
            switch (property.PropertyTag.Id)
            {
                case TnefPropertyId.AttachLongFilename when isFile:
                    fileName = property.ReadValueAsString();
                    break;
                case TnefPropertyId.AttachFilename when isFile:
                    fileName ??= property.ReadValueAsString();
                    break;
                case TnefPropertyId.AttachData when isFile && property.PropertyTag.ValueTnefType is TnefPropertyType.Binary:
                    fileContent ??= Bytes();
                    break;
                case TnefPropertyId.BodyHtml when !isFile:
                    html ??= Text(property);
                    break;
                case TnefPropertyId.Body when !isFile:
                    text ??= Text(property);
                    break;
            }
        }
    }

    /// <summary>A text in Unicode, or octets in the message's own codepage.</summary>
    private string Text(TnefPropertyReader property) =>
        property.PropertyTag.ValueTnefType is TnefPropertyType.Binary
            ? (Charset.Find($"windows-{reader.MessageCodepage}") ?? Encoding.UTF8).GetString(Bytes())
            : property.ReadValueAsString();

    /// <summary>A value's octets. All of them together cannot be more than the file has.</summary>
    private byte[] Bytes()
    {
        var value = reader.TnefPropertyReader.ReadValueAsBytes();
        octets += value.Length;
        return octets <= length ? value : throw new InvalidOperationException("Values lie over each other.");
    }

    private void EndFile()
    {
        if (fileContent is not null && files.Count < MaxFiles)
            files.Add(new WinmailAttachment(string.IsNullOrWhiteSpace(fileName) ? $"file-{files.Count + 1}" : fileName, fileContent));
        (fileName, fileContent) = (null, null);
    }
}
