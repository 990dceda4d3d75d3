using System.Net;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>
/// Asks a sender's domain whether the client may use its name (RFC 7208). Whatever the DNS holds, it answers with a result and after a bounded number of
/// look-ups; it throws nothing but what a cancelled look-up throws.
/// </summary>
/// <param name="hostName">The name of this server, which explanations may mention.</param>
public sealed class SpfVerifier(IDnsResolver dns, string hostName, TimeProvider time)
{
    /// <summary>A domain whose look-ups take longer in all is not waited for (RFC 7208 §4.6.4: at least 20 seconds).</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    /// <param name="client">The client's address.</param>
    /// <param name="hello">The name that the client gave with EHLO or HELO.</param>
    /// <param name="reversePath">Null: the null reverse-path; then the client's own name is asked (RFC 7208 §2.4).</param>
    public async ValueTask<SpfResult> CheckAsync(IPAddress client, string hello, Address? reversePath, CancellationToken cancellationToken)
    {
        var domain = HostName.ToAscii(reversePath?.Domain ?? hello);
        // No name that could have a record (RFC 7208 §4.3); an address literal is none either.
        if (domain is null || !domain.Contains('.', StringComparison.Ordinal) || domain.StartsWith('['))
            return new SpfResult(SpfStatus.None, domain);
        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        var question = new SpfQuestion(address, hello, reversePath?.LocalPart ?? "postmaster", domain, hostName, time);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await new SpfEvaluation(dns, question, either.Token).RunAsync();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SpfResult(SpfStatus.TempError, domain, Problem: "the look-ups took too long");
        }
    }
}

/// <summary>What is asked, and what macros may speak of.</summary>
internal sealed record SpfQuestion(
    IPAddress Client,
    string Hello,
    string LocalPart,
    string SenderDomain,
    string ReceivingHost,
    TimeProvider Time
);
