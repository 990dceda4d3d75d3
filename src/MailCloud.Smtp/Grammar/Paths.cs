using MailCloud.Mail.Addresses;

namespace MailCloud.Smtp.Grammar;

/// <summary>Where failures of a message are reported to (RFC 5321 §4.1.1.2).</summary>
/// <param name="Address">Null: the null reverse-path <c>&lt;&gt;</c> of reports, which are never answered (RFC 5321 §4.5.5).</param>
public readonly record struct ReversePath(Address? Address)
{
    public override string ToString() => Address is null ? "<>" : $"<{Address.ToWire()}>";
}

/// <summary>Whom a message is for (RFC 5321 §4.1.1.3).</summary>
/// <param name="Address">Null: <c>&lt;Postmaster&gt;</c> without a domain, which every server must take (RFC 5321 §4.5.1).</param>
public readonly record struct ForwardPath(Address? Address)
{
    public override string ToString() => Address is null ? "<Postmaster>" : $"<{Address.ToWire()}>";
}
