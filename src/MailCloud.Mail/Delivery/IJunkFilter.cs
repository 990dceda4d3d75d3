using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery;

/// <summary>Decides for each account between INBOX and Junk.</summary>
public interface IJunkFilter
{
    /// <summary>Those of the accounts that get the message into Junk.</summary>
    ValueTask<IReadOnlySet<AccountId>> JunkAsync(
        SpooledMessage message,
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellationToken
    );
}

/// <summary>The decision that was made when the message came in, for all accounts alike.</summary>
public sealed class DispositionFilter : IJunkFilter
{
    public ValueTask<IReadOnlySet<AccountId>> JunkAsync(
        SpooledMessage message,
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellationToken
    ) => new(message.Envelope.Disposition is Disposition.Junk ? accounts.ToHashSet() : new HashSet<AccountId>());
}
