using MailCloud.SenderAuthentication;
using MailCloud.Spam.Filter;

namespace MailCloud.Smtp.Checks;

/// <summary>What the operator wants looked at in messages from outside.</summary>
/// <param name="filter">Null: nothing is scored.</param>
public sealed class ContentChecks(SenderVerifier verifier, SenderPolicy policy, ISpamFilter? filter)
{
    /// <summary>The checks of a service with these behind its others. Our users' messages are not checked: who they are is known.</summary>
    public SmtpChecks AddTo(SmtpChecks checks, SmtpOptions options) =>
        options.IsSubmission
            ? checks
            : checks with
            {
                // The filter takes what is known of the sender into account.
                Content =
                [
                    .. checks.Content,
                    new SenderAuthenticationCheck(verifier, policy, options.HostName),
                    .. filter is null ? Array.Empty<IContentCheck>() : [new SpamCheck(filter)],
                ],
            };
}
