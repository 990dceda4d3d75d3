using System.Text;
using System.Xml;
using System.Xml.Linq;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace MailCloud.Storage.Web;

/// <summary>
/// The keys that protect cookies and secrets of the webmail, as ASP.NET Core Data Protection writes them: an element each, a blob each, which is never changed. So every process has the
/// same ones, and two that add a key at the same time both do.
/// </summary>
internal sealed class KeyBlobs(BlobContainerClient container) : IXmlRepository
{
    private const string Suffix = ".xml";

    /// <exception cref="Mail.Store.StoreUnavailableException">They cannot be read.</exception>
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAllAsync().GetAwaiter().GetResult();

    /// <exception cref="Mail.Store.StoreUnavailableException">It cannot be written.</exception>
    public void StoreElement(XElement element, string friendlyName) => WriteAsync(element, friendlyName).GetAwaiter().GetResult();

    private Task<List<XElement>> ReadAllAsync() =>
        StorageCall.RunAsync(
            async cancel =>
            {
                var elements = new List<XElement>();
                await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancel))
                {
                    var content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancel);
                    elements.Add(Parse(content.Value.Content));
                }
                return elements;
            },
            CancellationToken.None
        );

    private Task WriteAsync(XElement element, string friendlyName) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
                var content = BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting));
                try
                {
                    await container.GetBlobClient(friendlyName + Suffix).UploadAsync(content, onlyNew, cancel);
                }
                catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
                {
                    // Names hold the key's id: this try's first answer was lost.
                }
            },
            CancellationToken.None
        );

    private static XElement Parse(BinaryData content)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(content.ToMemory().Span));
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XElement.Load(reader);
    }
}
