using MailCloud.Mail.Addresses;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Where a recipient leads decides whether the server takes the mail: to accounts of ours always, elsewhere only from clients that are
/// authenticated or trusted (no open relay, RFC 5321 §3.6.2), and only if there is a way out. What stands before the last <c>@</c> is a local part and nothing else: <c>%</c>, <c>!</c>
/// and a quoted <c>@</c> in it route nothing.
/// </summary>
internal sealed class DestinationCheck(Resolver resolver, bool outboundConfigured) : ICheck<Recipient>
{
    /// <summary>The status of a recipient that does not exist (RFC 3463 §3.2).</summary>
    public const string UnknownAddress = "5.1.1";

    private static readonly CheckResult Unknown = CheckResult.Reject(550, UnknownAddress, "No such address here");
    private static readonly CheckResult RelayDenied = CheckResult.Reject(550, "5.7.1", "Relaying denied");
    private static readonly CheckResult NoWayOut = CheckResult.Reject(
        550,
        "5.7.1",
        "Relaying refused: outbound delivery is not configured"
    );

    public async ValueTask<CheckResult> CheckAsync(Recipient subject, CancellationToken cancellationToken)
    {
        // Without a way out every member of a group has to be here.
        var resolution = outboundConfigured
            ? await resolver.ProbeAsync(subject.Address, cancellationToken)
            : await resolver.ResolveAsync(subject.Address, cancellationToken);
        return resolution.Kind switch
        {
            ResolutionKind.UnknownAddress => Unknown,
            ResolutionKind.Remote when !subject.Client.MayRelay => RelayDenied,
            _ when !resolution.Remote.IsEmpty && !outboundConfigured => NoWayOut,
            _ => CheckResult.Accept,
        };
    }
}
