using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// Lets a stranger that nothing is known of try again later (RFC 6647 §2.4): by its network, since large senders come back from a neighbour, the sender and
/// the recipient. What is kept of them is hashed with a key. Storage that does not answer holds up no mail; nor does
/// who writes to a postmaster wait.
/// </summary>
internal sealed class GreylistCheck(IGreylist list, GreylistRules rules, byte[] key, TimeProvider time, ILogger logger) : ICheck<Recipient>
{
    private static readonly CheckResult TryAgain = CheckResult.Reject(451, "4.7.1", "Not seen before, try again in a few minutes");

    public async ValueTask<CheckResult> CheckAsync(Recipient subject, CancellationToken cancellationToken)
    {
        if (!subject.Client.IsStranger || RoleAddress.IsRole(subject.Address))
            return CheckResult.Accept;
        var network = ClientNetwork.Of(subject.Client.EndPoint!.Address, 24, 64).ToString();
        var name = Convert.ToHexStringLower(Hash(network).AsSpan(0, 16));
        var triplet = BinaryPrimitives.ReadUInt64BigEndian(
            Hash($"{network} {subject.ReversePath.Address?.Canonical} {subject.Address.Canonical}")
        );
        try
        {
            var client = await list.FindAsync(name, cancellationToken);
            var (hasToWait, next) = client.Ask(triplet, time.GetUtcNow(), rules);
            if (!ReferenceEquals(client, next))
                await list.SetAsync(name, next, cancellationToken);
            return hasToWait ? TryAgain : CheckResult.Accept;
        }
        catch (StoreUnavailableException e)
        {
            logger.LogWarning(e, "The greylist does not answer; {Client} is let in", subject.Client.EndPoint);
            return CheckResult.Accept;
        }
    }

    private byte[] Hash(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
