using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;
using Microsoft.Extensions.Logging;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Refuses strangers who are on one of the operator's block lists (RFC 5782 §2), with what the list says about them. A list that does not answer lists nobody:
/// that is logged, and the mail comes in.
/// </summary>
internal sealed class BlockListCheck(ImmutableArray<BlockList> lists, IDnsResolver dns, ILogger logger) : ICheck<Client>
{
    // A reply's line has its length (RFC 5321 §4.5.3.1.5), and the list is not the only one to say something in it.
    private const int MaxReason = 300;

    public async ValueTask<CheckResult> CheckAsync(Client subject, CancellationToken cancellationToken)
    {
        if (!subject.IsStranger)
            return CheckResult.Accept;
        var address = subject.EndPoint!.Address;
        // All at once: the client waits for the slowest, not for the sum.
        var answers = await Task.WhenAll(lists.Select(list => IsListedAsync(list, address, cancellationToken)));
        for (var i = 0; i < lists.Length; i++)
            if (answers[i])
                return CheckResult.Reject(554, "5.7.1", await ReasonAsync(lists[i], address, cancellationToken));
        return CheckResult.Accept;
    }

    private async Task<bool> IsListedAsync(BlockList list, IPAddress address, CancellationToken cancellationToken)
    {
        var answer = await dns.AddressesAsync(list.NameOf(address), AddressFamily.InterNetwork, cancellationToken);
        if (answer.Status is DnsStatus.Failed)
            logger.LogWarning("The block list {Zone} does not answer; {Address} is let in", list.Zone, address);
        return answer.Records.Any(list.Lists);
    }

    private async ValueTask<string> ReasonAsync(BlockList list, IPAddress address, CancellationToken cancellationToken)
    {
        var answer = await dns.TextAsync(list.NameOf(address), cancellationToken);
        var reason = answer.Records.FirstOrDefault(text =>
            text.Length is > 0 and <= MaxReason && text.All(c => c is >= ' ' and < (char)0x7F)
        );
        return $"{address} is on the block list {list.Zone}{(reason is null ? "" : ": ")}{reason}";
    }
}
