using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace MailCloud.Webmail.Tests.Login;

/// <summary>Keys of Data Protection that outlive a server, as they do in storage.</summary>
internal sealed class MemoryKeys : IXmlRepository
{
    private readonly ConcurrentQueue<XElement> elements = new();

    public IReadOnlyCollection<XElement> GetAllElements() => elements;

    public void StoreElement(XElement element, string friendlyName) => elements.Enqueue(element);
}
