using System.Globalization;
using System.Xml.Linq;

namespace MailCloud.Discovery.Apple;

/// <summary>Apple's property lists, in XML: dictionaries of texts, numbers, truths, and arrays of dictionaries.</summary>
internal static class PropertyList
{
    public static byte[] ToBytes(IEnumerable<(string Key, object Value)> dictionary) =>
        Xml.ToBytes(
            new XDocument(
                new XDocumentType(
                    "plist",
                    "-//Apple//DTD PLIST 1.0//EN",
                    "http://www.apple.com/DTDs/PropertyList-1.0.dtd",
                    internalSubset: null
                ),
                new XElement("plist", new XAttribute("version", "1.0"), DictionaryOf(dictionary))
            )
        );

    private static XElement DictionaryOf(IEnumerable<(string Key, object Value)> entries) =>
        new("dict", entries.Select(entry => new[] { new XElement("key", entry.Key), ValueOf(entry.Value) }));

    private static XElement ValueOf(object value) =>
        value switch
        {
            string text => new XElement("string", text),
            int number => new XElement("integer", number.ToString(CultureInfo.InvariantCulture)),
            bool truth => new XElement(truth ? "true" : "false"),
            IEnumerable<(string, object)> dictionary => DictionaryOf(dictionary),
            IEnumerable<IEnumerable<(string, object)>> array => new XElement("array", array.Select(DictionaryOf)),
            _ => throw new ArgumentException($"A property list has no {value.GetType()}.", nameof(value)),
        };
}
