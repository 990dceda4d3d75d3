using System.Globalization;
using System.Xml.Linq;
using MailCloud.Mail.Addresses;

namespace MailCloud.Discovery.Autoconfig;

/// <summary>
/// A domain's servers in the format of Thunderbird's autoconfig 1.1, which many other programs read, too (draft-ietf-mailmaint-autoconfig). The program puts the address in by itself, so that the
/// document is the same for everybody of the domain.
/// </summary>
internal static class AutoconfigDocument
{
    private const string WholeAddress = "%EMAILADDRESS%";

    public static byte[] Of(Domain domain, MailAccess access) => Xml.ToBytes(new XDocument(ConfigOf(domain, access)));

    private static XElement ConfigOf(Domain domain, MailAccess access)
    {
        var provider = new XElement(
            "emailProvider",
            new XAttribute("id", domain.Name),
            new XElement("domain", domain.Name),
            new XElement("displayName", DomainName.ToDisplay(domain.Name)),
            new XElement("displayShortName", DomainName.ToDisplay(domain.Name)),
            access.Incoming.Select(server => ServerOf("incomingServer", server)),
            access.Outgoing.Select(server => ServerOf("outgoingServer", server))
        );
        if (access.Webmail is not { } webmail)
            return ConfigOf(provider);
        provider.Add(DocumentationOf(webmail));
        return ConfigOf(provider, new XElement("webMail", new XElement("loginPage", new XAttribute("url", webmail))));
    }

    private static XElement ConfigOf(params XElement[] parts) => new("clientConfig", new XAttribute("version", "1.1"), parts);

    private static XElement ServerOf(string name, MailServer server) =>
        new(
            name,
            new XAttribute("type", server.Protocol.ToString().ToLowerInvariant()),
            new XElement("hostname", server.HostName),
            new XElement("port", server.Port.ToString(CultureInfo.InvariantCulture)),
            new XElement("socketType", server.IsImplicitTls ? "SSL" : "STARTTLS"),
            // Within TLS; what else it may be called is CRAM-MD5 there.
            new XElement("authentication", "password-cleartext"),
            new XElement("username", WholeAddress)
        );

    private static XElement DocumentationOf(Uri webmail) =>
        new(
            "documentation",
            new XAttribute("url", new Uri(webmail, "webmail/settings/programs")),
            new XElement("descr", new XAttribute("lang", "en"), "How to set up phones and mail programs")
        );
}
