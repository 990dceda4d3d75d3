using MailCloud.Mail.Networks;

namespace MailCloud.Smtp.Checks;

/// <summary>Refuses clients from where the operator does not want the service to be used (RFC 5321 §3.1: 554 in place of the greeting).</summary>
internal sealed class NetworkCheck(AccessRule access) : ICheck<Client>
{
    private static readonly CheckResult NotWelcome = CheckResult.Reject(554, "5.7.1", "Your network is not welcome here");

    public ValueTask<CheckResult> CheckAsync(Client subject, CancellationToken cancellationToken) =>
        new(access.Admits(subject.EndPoint?.Address) ? CheckResult.Accept : NotWelcome);
}
