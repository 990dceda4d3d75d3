using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Where a recipient leads decides whether the server takes the mail: to accounts of ours always, elsewhere only from clients that are
/// authenticated or trusted (no open relay, RFC 5321 §3.6.2), and only if there is a way out. What stands before the last <c>@</c> is a local part and nothing else: <c>%</c>, <c>!</c>
/// and a quoted <c>@</c> in it route nothing. For an account without room the sender is to try again (RFC 5321 §4.2.3, 452): it is full now and need not be tomorrow.
/// A group's members are not looked at: who is full gets the message refused when it is delivered, and the others get it.
/// </summary>
/// <param name="room">Null: nobody is full.</param>
internal sealed class DestinationCheck(Resolver resolver, bool outboundConfigured, MailboxRoom? room) : ICheck<Recipient>
{
    /// <summary>The status of a recipient that does not exist (RFC 3463 §3.2).</summary>
    public const string UnknownAddress = "5.1.1";

    private static readonly CheckResult Unknown = CheckResult.Reject(550, UnknownAddress, "No such address here");
    private static readonly CheckResult RelayDenied = CheckResult.Reject(550, "5.7.1", "Relaying denied");
    private static readonly CheckResult Full = CheckResult.Reject(452, "4.2.2", "Mailbox is full, try again later");
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
            _ => await HasRoomAsync(resolution, subject, cancellationToken) ? CheckResult.Accept : Full,
        };
    }

    private async ValueTask<bool> HasRoomAsync(Resolution resolution, Recipient subject, CancellationToken cancellationToken) =>
        room is null
        || resolution.OnlyAccount is not { } account
        || await room.IsThereAsync(account, subject.DeclaredOctets ?? 0, cancellationToken);
}
