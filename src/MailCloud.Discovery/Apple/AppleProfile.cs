using MailCloud.Mail.Addresses;

namespace MailCloud.Discovery.Apple;

/// <summary>
/// A configuration profile that sets up an account in Apple's Mail: reading over IMAP and sending. It holds no password, which the device asks for when it is installed, and nothing of the account but its
/// address: whoever can write the address can have it. A profile of the same address replaces the one that is installed, as its UUIDs are the same.
/// </summary>
internal static class AppleProfile
{
    public const string MediaType = "application/x-apple-aspen-config";

    public static byte[] Of(Address address, MailAccess access, bool isSigned)
    {
        var identifier = $"{string.Join('.', address.CanonicalDomain.Split('.').Reverse())}.mail.{NamedUuid.Of(address.Canonical):N}";
        return PropertyList.ToBytes([
            ("PayloadContent", new[] { AccountOf(address, access, identifier) }),
            ("PayloadDescription", DescriptionOf(address, isSigned)),
            ("PayloadDisplayName", $"Mail of {address}"),
            ("PayloadIdentifier", identifier),
            ("PayloadOrganization", DomainName.ToDisplay(address.CanonicalDomain)),
            ("PayloadRemovalDisallowed", false),
            ("PayloadType", "Configuration"),
            ("PayloadUUID", Uuid($"profile {address.Canonical}")),
            ("PayloadVersion", 1),
        ]);
    }

    private static (string, object)[] AccountOf(Address address, MailAccess access, string identifier)
    {
        var (incoming, outgoing) = (access.Incoming[0], access.Outgoing[0]);
        return
        [
            ("EmailAccountDescription", $"{address}"),
            ("EmailAccountType", "EmailTypeIMAP"),
            ("EmailAddress", $"{address}"),
            ("IncomingMailServerAuthentication", "EmailAuthPassword"),
            ("IncomingMailServerHostName", incoming.HostName),
            ("IncomingMailServerPortNumber", incoming.Port),
            ("IncomingMailServerUseSSL", true),
            ("IncomingMailServerUsername", $"{address}"),
            ("OutgoingMailServerAuthentication", "EmailAuthPassword"),
            ("OutgoingMailServerHostName", outgoing.HostName),
            ("OutgoingMailServerPortNumber", outgoing.Port),
            ("OutgoingMailServerUseSSL", true),
            ("OutgoingMailServerUsername", $"{address}"),
            ("OutgoingPasswordSameAsIncomingPassword", true),
            ("PayloadDescription", $"Reads mail at {incoming.HostName} and sends it there."),
            ("PayloadDisplayName", $"{address}"),
            ("PayloadIdentifier", $"{identifier}.account"),
            ("PayloadType", "com.apple.mail.managed"),
            ("PayloadUUID", Uuid($"account {address.Canonical}")),
            ("PayloadVersion", 1),
        ];
    }

    private static string DescriptionOf(Address address, bool isSigned) =>
        $"Sets up the account {address}. It asks for the password: use an app password made for this device."
        + (isSigned ? "" : " This profile is not signed: install it only if you fetched it from your own webmail.");

    private static string Uuid(string name) => NamedUuid.Of(name).ToString().ToUpperInvariant();
}
