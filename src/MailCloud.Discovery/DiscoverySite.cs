using System.Net.Security;
using MailCloud.Discovery.Apple;
using MailCloud.Discovery.Autoconfig;
using MailCloud.Discovery.Autodiscover;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.TransportSecurity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailCloud.Discovery;

/// <summary>Finds the certificate with which profiles are signed; null: there is none now.</summary>
public delegate ValueTask<SslStreamCertificateContext?> FindCertificate(CancellationToken cancellationToken);

/// <summary>
/// Everything that the service answers to mail programs that look for it, and to servers that look for its TLS policy. Nobody logs in for it; what is answered depends on the domain, and
/// never on whether an address exists. Whoever hosts it adds its services, has routing and rate limits in place, and maps its addresses.
/// </summary>
/// <param name="access">Asked with each request: ports may be known only when everything listens.</param>
/// <param name="policy">The MTA-STS policy of every domain.</param>
public sealed class DiscoverySite(IDirectory directory, Func<MailAccess> access, StsPolicy policy, TimeProvider time)
{
    private readonly Asked asked = new(directory);

    /// <summary>How many requests one client may send a minute.</summary>
    public int RequestsPerMinute { get; init; } = 60;

    public FindCertificate Certificate { get; init; } = _ => ValueTask.FromResult<SslStreamCertificateContext?>(null);

    public void AddServices(IServiceCollection services) => ClientLimit.Add(services, RequestsPerMinute);

    /// <summary>What is below <c>/mail</c>: Thunderbird's file, Apple's profile, and what the webmail shows.</summary>
    public void MapMail(IEndpointRouteBuilder endpoints)
    {
        var open = Open(endpoints);
        var signer = new ProfileSigner(Certificate, time);
        Get(open, "/mail/config-v1.1.xml", new AutoconfigEndpoint(asked, access).AnswerAsync);
        Get(open, "/mail/apple.mobileconfig", new ProfileEndpoint(asked, access, signer).AnswerAsync);
        Get(open, "/mail/servers.json", new ServersEndpoint(asked, access, signer).AnswerAsync);
    }

    /// <summary>What Outlook asks for. It writes the paths in capitals or not, which routes do not tell apart.</summary>
    public void MapAutodiscover(IEndpointRouteBuilder endpoints)
    {
        var open = Open(endpoints);
        var autodiscover = new AutodiscoverEndpoints(asked, access, time);
        open.MapPost("/autodiscover/autodiscover.xml", (Delegate)autodiscover.AnswerAsync);
        Get(open, "/autodiscover/autodiscover.json", autodiscover.LeadAsync);
        Get(open, "/autodiscover/autodiscover.json/v1.0/{email}", autodiscover.LeadAsync);
    }

    /// <summary>What is below <c>/.well-known</c>: the same file as below <c>/mail</c>, under both names that programs know, and the TLS policy.</summary>
    public void MapWellKnown(IEndpointRouteBuilder endpoints)
    {
        var open = Open(endpoints);
        var autoconfig = new AutoconfigEndpoint(asked, access);
        Get(open, "/.well-known/autoconfig/mail/config-v1.1.xml", autoconfig.AnswerAsync);
        Get(open, "/.well-known/mail-v1.xml", autoconfig.AnswerAsync);
        Get(open, "/.well-known/mta-sts.txt", new StsEndpoint(asked, policy).AnswerAsync);
    }

    private static RouteGroupBuilder Open(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup("").WithMetadata(new RequestLimit()).AllowAnonymous().RequireRateLimiting(ClientLimit.Policy);

    private static void Get(RouteGroupBuilder group, string path, Delegate handler) =>
        group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], handler);

    private sealed class RequestLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => AutodiscoverRequest.MaxOctets;
    }
}
