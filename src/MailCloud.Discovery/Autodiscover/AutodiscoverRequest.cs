using System.Xml;

namespace MailCloud.Discovery.Autodiscover;

/// <summary>What Outlook posts (MS-OXDSCLI §2.2.3).</summary>
/// <param name="Address">The text of <c>EMailAddress</c>; null: it has none.</param>
/// <param name="Schema">The format in which the answer is wanted; null: it does not say.</param>
internal sealed record AutodiscoverRequest(string? Address, string? Schema)
{
    /// <summary>The most octets of a request, which has a few hundred.</summary>
    public const int MaxOctets = 16 * 1024;

    // Strangers' XML: no declarations of types, and so no entities but the five; nothing is fetched.
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxOctets,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Null: it is no XML, or more than we read.</summary>
    public static async Task<AutodiscoverRequest?> ReadAsync(Stream body)
    {
        try
        {
            using var reader = XmlReader.Create(body, Settings);
            var request = new AutodiscoverRequest(null, null);
            await reader.ReadAsync();
            while (!reader.EOF)
                request = await ReadNodeAsync(reader, request);
            return request;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Goes on by a node. Namespaces are not looked at: programs differ in what they write there.</summary>
    private static async Task<AutodiscoverRequest> ReadNodeAsync(XmlReader reader, AutodiscoverRequest request)
    {
        switch (reader)
        {
            case { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "EMailAddress" }:
                return request with { Address = await reader.ReadElementContentAsStringAsync() };
            case { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "AcceptableResponseSchema" }:
                return request with { Schema = await reader.ReadElementContentAsStringAsync() };
            default:
                await reader.ReadAsync();
                return request;
        }
    }
}
