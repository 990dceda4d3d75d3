using MailCloud.SenderAuthentication;

namespace MailCloud.Smtp.Checks;

/// <summary>What the operator wants looked at in messages from outside.</summary>
public sealed class ContentChecks(SenderVerifier verifier, SenderPolicy policy)
{
    /// <summary>The checks of a service with these behind its others. Our users' messages are not checked: who they are is known.</summary>
    public SmtpChecks AddTo(SmtpChecks checks, SmtpOptions options) =>
        options.IsSubmission
            ? checks
            : checks with
            {
                Content = [.. checks.Content, new SenderAuthenticationCheck(verifier, policy, options.HostName)],
            };
}
