namespace MailCloud.Smtp.Checks;

/// <summary>A submission service takes no mail before the client has authenticated (RFC 6409 §4.3), and for that it needs TLS (RFC 3207 §4).</summary>
internal sealed class AuthenticatedCheck : ICheck<Sender>
{
    private static readonly CheckResult NeedsTls = CheckResult.Reject(530, "5.7.0", "Must issue a STARTTLS command first");
    private static readonly CheckResult NeedsAuthentication = CheckResult.Reject(530, "5.7.0", "Authentication required");

    public ValueTask<CheckResult> CheckAsync(Sender subject, CancellationToken cancellationToken) =>
        new(
            subject.Client switch
            {
                { Account: not null } => CheckResult.Accept,
                { Tls: null } => NeedsTls,
                _ => NeedsAuthentication,
            }
        );
}
