using System.Net;
using System.Text;
using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Outbound.Tests.Security;

/// <summary>The site of a domain's MTA-STS policy.</summary>
internal sealed class PolicySite : HttpMessageHandler
{
    public string Text { get; set; } = "version: STSv1\nmode: enforce\nmx: mx1.example.net\nmax_age: 86400\n";

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string ContentType { get; set; } = "text/plain";

    /// <summary>What was asked for.</summary>
    public List<string> Requests { get; } = [];

    public StsPolicies Policies(IDnsResolver dns, IStsPolicyStore store, TimeProvider time) =>
        new(dns, new PolicyFetcher(new HttpClient(this, disposeHandler: false)), store, time, NullLogger<StsPolicies>.Instance);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request.RequestUri!.ToString());
        return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(Text, Encoding.UTF8, ContentType) });
    }
}
