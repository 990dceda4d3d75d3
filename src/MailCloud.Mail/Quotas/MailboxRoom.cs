using MailCloud.Mail.Store;

namespace MailCloud.Mail.Quotas;

/// <summary>
/// Tells before a message is accepted whether its delivery would be refused, so that the sender's own server keeps it. The delivery decides anew: between the two
/// an account may have become fuller.
/// </summary>
public sealed class MailboxRoom(IMailStore store, QuotaPolicy policy)
{
    /// <param name="octets">The message's octets, as far as they are known.</param>
    /// <exception cref="StoreUnavailableException">It cannot be told now.</exception>
    public async ValueTask<bool> IsThereAsync(AccountId account, long octets, CancellationToken cancellationToken)
    {
        // Of an account that was removed the postmaster gets the mail.
        if (await store.ReadAsync(account, StateDepth.Directory, cancellationToken) is not { } state)
            return true;
        var limits = await policy.LimitsOfAsync(state, cancellationToken);
        return limits.Admits(Usage.Of(state.Directory), new Usage(octets, 1), Allowance.Grace);
    }
}
