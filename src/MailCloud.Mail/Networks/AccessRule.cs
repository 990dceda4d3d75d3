using System.Collections.Immutable;
using System.Net;

namespace MailCloud.Mail.Networks;

/// <summary>From where a service may be used.</summary>
/// <param name="Allowed">Empty: from everywhere.</param>
/// <param name="Denied">Refused even if allowed.</param>
public sealed record AccessRule(ImmutableArray<IPNetwork> Allowed, ImmutableArray<IPNetwork> Denied)
{
    public static readonly AccessRule Everyone = new([], []);

    /// <param name="address">Null: not known, which only a service without <see cref="Allowed"/> admits.</param>
    public bool Admits(IPAddress? address) => !Denied.ContainsAddress(address) && (Allowed.IsEmpty || Allowed.ContainsAddress(address));
}
