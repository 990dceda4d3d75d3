using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Push;

/// <summary>A store that has changes pushed to clients that are not connected. Whoever changes accounts for others to see uses it: Deliver and the webmail.</summary>
public sealed class PushingMailStore(IMailStore store, PushSender push) : MailStoreDecorator(store)
{
    public override async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(account, change, cancellationToken);
        if (!result.Events.IsEmpty)
            push.Notify(account);
        return result;
    }
}
