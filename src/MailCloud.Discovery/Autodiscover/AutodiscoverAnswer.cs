using System.Globalization;
using System.Xml.Linq;
using MailCloud.Mail.Addresses;

namespace MailCloud.Discovery.Autodiscover;

/// <summary>What Outlook is answered (MS-OXDSCLI §2.2.4): the servers, or why not.</summary>
internal static class AutodiscoverAnswer
{
    private static readonly XNamespace Frame = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static readonly XNamespace Outlook = OutlookSchema;

    /// <summary>The one format of answers that is known here; phones ask for another, of a protocol that we do not speak.</summary>
    public const string OutlookSchema = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

    /// <param name="address">Whose account it is; its name is the user name.</param>
    public static byte[] Settings(MailAccess access, Address address) =>
        Xml.ToBytes(
            new XDocument(
                new XElement(
                    Frame + "Autodiscover",
                    new XElement(
                        Outlook + "Response",
                        new XElement(Outlook + "User", new XElement(Outlook + "DisplayName", address.ToString())),
                        new XElement(
                            Outlook + "Account",
                            new XElement(Outlook + "AccountType", "email"),
                            new XElement(Outlook + "Action", "settings"),
                            // One of each protocol: Outlook knows no second choice.
                            access.Incoming.Append(access.Outgoing[0]).Select(server => ProtocolOf(server, address))
                        )
                    )
                )
            )
        );

    /// <param name="code">As MS-OXDSCLI §2.2.4.1.2 numbers them.</param>
    public static byte[] Error(AutodiscoverError code, DateTimeOffset now) =>
        Xml.ToBytes(
            new XDocument(
                new XElement(
                    Frame + "Autodiscover",
                    new XElement(
                        Frame + "Response",
                        new XElement(
                            Frame + "Error",
                            new XAttribute("Time", now.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture)),
                            new XAttribute("Id", "1"),
                            new XElement(Frame + "ErrorCode", (int)code),
                            new XElement(
                                Frame + "Message",
                                code is AutodiscoverError.InvalidRequest ? "Invalid Request" : "Provider is not available"
                            ),
                            new XElement(Frame + "DebugData")
                        )
                    )
                )
            )
        );

    private static XElement ProtocolOf(MailServer server, Address address)
    {
        var protocol = new XElement(
            Outlook + "Protocol",
            new XElement(Outlook + "Type", server.Protocol.ToString().ToUpperInvariant()),
            new XElement(Outlook + "Server", server.HostName),
            new XElement(Outlook + "Port", server.Port),
            new XElement(Outlook + "LoginName", address.ToString()),
            new XElement(Outlook + "DomainRequired", "off"),
            new XElement(Outlook + "SPA", "off"),
            new XElement(Outlook + "Encryption", server.IsImplicitTls ? "SSL" : "TLS"),
            new XElement(Outlook + "SSL", "on"),
            new XElement(Outlook + "AuthRequired", "on")
        );
        if (server.Protocol is MailProtocol.Smtp)
            protocol.Add(new XElement(Outlook + "UsePOPAuth", "on"), new XElement(Outlook + "SMTPLast", "off"));
        return protocol;
    }
}

/// <summary>Why there is no answer.</summary>
internal enum AutodiscoverError
{
    InvalidRequest = 600,

    /// <summary>The format of answers that is asked for is not known here.</summary>
    ProviderUnavailable = 601,
}
