using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MailCloud.Discovery;

/// <summary>Documents as they are sent.</summary>
internal static class Xml
{
    public const string MediaType = "text/xml; charset=utf-8";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static byte[] ToBytes(XDocument document)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, Settings))
            document.Save(writer);
        return bytes.ToArray();
    }
}
