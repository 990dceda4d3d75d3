using MailCloud.Certificates.Renewal;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Handlers;

/// <summary>
/// Function Renew, once an hour: looks whether the server's certificate is due, and renews it. The Functions host runs a timer in one place at a time, so that no two orders
/// are placed at once.
/// </summary>
/// <param name="renewal">Null: certificates come from somewhere else.</param>
internal sealed class RenewFunction(CertificateRenewal? renewal)
{
    public async Task RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        // What an authority refuses is in the log, and is tried again when its time has come: it is no failure of this function.
        if (renewal is not null)
            await renewal.RunAsync(isForced: false, cancellationToken);
    }
}
