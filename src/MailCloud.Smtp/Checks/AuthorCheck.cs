using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Nobody writes in the name of a colleague: an address of ours in From is one that leads to the account (RFC 6409 §6.1 lets a server refuse others). Addresses of
/// other domains pass: their domains' own policies judge them, and nothing of ours vouches for them. There is one From field (RFC 5322 §3.6), or
/// none, where readers see the reverse-path.
/// </summary>
internal sealed class AuthorCheck(Resolver resolver) : ICheck<ReceivedMessage>
{
    // Each of them is looked up.
    private const int MaxAuthors = 20;

    private static readonly CheckResult NotOwn = CheckResult.Reject(550, "5.7.1", "An address in From is another's");
    private static readonly CheckResult TwoFields = CheckResult.Reject(550, "5.6.0", "A message has one From field");
    private static readonly CheckResult Unreadable = CheckResult.Reject(550, "5.6.0", "From has something that is no address");
    private static readonly CheckResult TooMany = CheckResult.Reject(550, "5.6.0", "Too many addresses in From");

    public async ValueTask<CheckResult> CheckAsync(ReceivedMessage subject, CancellationToken cancellationToken)
    {
        var from = AuthorFields.Read(subject.HeaderOctets.Span);
        if (from.Count > 1)
            return TwoFields;
        if (!from.IsReadable)
            return Unreadable;
        if (from.Addresses.Count > MaxAuthors)
            return TooMany;
        foreach (var author in from.Addresses)
            if (!await IsAllowedAsync(new Address(author.Mailbox!, author.Host!)))
                return NotOwn;
        return CheckResult.Accept;

        async ValueTask<bool> IsAllowedAsync(Address address)
        {
            var resolution = await resolver.ResolveAsync(address, cancellationToken);
            return resolution.Kind is ResolutionKind.Remote
                || subject.Client.Account is { } account && resolution.Accounts.Contains(account);
        }
    }
}
