using System.Collections.Frozen;

namespace MailCloud.Mail.Addresses;

/// <summary>
/// Addresses that a domain has without anybody adding them, so that people elsewhere can tell when something is wrong (RFC 2142 §2, §5, RFC 5321 §4.5.1). Their mail is
/// never turned away for who sends it: it may be the complaint about that very refusal.
/// </summary>
public static class RoleAddress
{
    /// <summary>The local part that answers for a mail server (RFC 5321 §4.5.1).</summary>
    public const string Postmaster = "postmaster";

    private static readonly FrozenSet<string> Names = new[] { Postmaster, "abuse", "hostmaster", "security" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether the local part is one of them, whatever its case.</summary>
    public static bool IsRole(Address address) => Names.Contains(address.LocalPart);
}
