using MailCloud.Mail.Addresses;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// An account sends only in its own name (RFC 6409 §6.1): the reverse-path is its address, an alias or group that leads to it, or one of these with
/// <c>+detail</c>. The null reverse-path belongs to servers' reports, not to people's mail.
/// </summary>
internal sealed class OwnAddressCheck(Resolver resolver) : ICheck<Sender>
{
    private static readonly CheckResult NotOwn = CheckResult.Reject(553, "5.7.1", "Sender address is not yours");

    public async ValueTask<CheckResult> CheckAsync(Sender subject, CancellationToken cancellationToken)
    {
        if (subject.Client.Account is not { } account || subject.ReversePath.Address is not { } address)
            return NotOwn;
        var resolution = await resolver.ResolveAsync(address, cancellationToken);
        return resolution.Accounts.Contains(account) ? CheckResult.Accept : NotOwn;
    }
}
