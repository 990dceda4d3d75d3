using System.Text;
using MailCloud.Mail.TransportSecurity;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Discovery;

/// <summary>
/// Gives out the TLS policy of a domain at <c>https://mta-sts.DOMAIN/.well-known/mta-sts.txt</c> (RFC 8461 §3.3), and under no other name. Senders are told not to cache it by HTTP's rules: its own
/// say how long it holds.
/// </summary>
internal sealed class StsEndpoint(Asked asked, StsPolicy policy)
{
    /// <summary>What the name of policy hosts begins with.</summary>
    private const string Label = "mta-sts";

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        context.ForbidCaching();
        return await asked.DomainOfAsync(context.Request.Host, Label, context.RequestAborted) is null
            ? TypedResults.NotFound()
            : TypedResults.Text(policy.ToText(), "text/plain", Encoding.ASCII);
    }
}
