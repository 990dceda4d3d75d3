using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace MailCloud.Cli.Probes;

/// <summary>Asks the website for its page and its health, and a domain's names for what they tell other servers and mail programs.</summary>
internal sealed class WebProbe(ProbeTarget target, TimeProvider time)
{
    /// <summary>How much of an answer is read.</summary>
    private const int MaxAnswer = 1024 * 1024;

    public async Task<IReadOnlyList<ProbeResult>> RunAsync(CancellationToken cancel)
    {
        var questions = new List<Task<ProbeResult>>();
        if (target.Web is { } web)
        {
            questions.Add(AskAsync("web page", web, Mark.Bad, "<html", cancel));
            questions.Add(AskAsync("web health", new Uri(web, "/api/health"), Mark.Bad, "", cancel));
        }
        if (target.Domain is { } domain)
        {
            var sts = new Uri($"https://{At("mta-sts", domain)}/.well-known/mta-sts.txt");
            var config = new Uri($"https://{At("autoconfig", domain)}/mail/config-v1.1.xml?emailaddress=postmaster%40{domain}");
            questions.Add(AskAsync("MTA-STS policy", sts, target.Shortcoming, "version: STSv1", cancel));
            questions.Add(AskAsync("set-up of mail programs", config, target.Shortcoming, "<clientConfig", cancel));
        }
        return await Task.WhenAll(questions);
    }

    private string At(string label, string domain) =>
        target is { Address: not null, Web: { IsDefaultPort: false } web } ? $"{label}.{domain}:{web.Port}" : $"{label}.{domain}";

    private Task<ProbeResult> AskAsync(string what, Uri address, Mark failure, string expected, CancellationToken cancel) =>
        Asking.RunAsync(
            what,
            failure,
            Asking.Patience,
            time,
            async limited =>
            {
                var witness = new TlsWitness(target, time);
                using var client = CreateClient(witness);
                using var answer = await client.GetAsync(address, limited);
                var text = await answer.Content.ReadAsStringAsync(limited);
                if (!answer.IsSuccessStatusCode)
                    return (failure, $"{address} answers {(int)answer.StatusCode}");
                if (!text.Contains(expected, StringComparison.OrdinalIgnoreCase))
                    return (failure, $"{address} answers something else");
                var mark =
                    witness.IsLasting ? Mark.Good
                    : witness.Problem is null ? Mark.Doubtful
                    : target.Shortcoming;
                return (mark, $"{address.Host}, {witness.Description}");
            },
            cancel
        );

    [SuppressMessage(
        "Security",
        "CA5359:Do Not Disable Certificate Validation",
        Justification = "The witness judges the certificate; a handshake that broke off could not be told about. Nothing secret follows one that it finds fault with."
    )]
    private HttpClient CreateClient(TlsWitness witness) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancel) =>
                    new NetworkStream(await ConnectAsync(context.DnsEndPoint, cancel), ownsSocket: true),
                SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = witness.Look },
                AllowAutoRedirect = true,
            }
        )
        {
            MaxResponseContentBufferSize = MaxAnswer,
        };

    // With an address in the place of the DNS, the names of the web lead to where the website is.
    private async Task<Socket> ConnectAsync(DnsEndPoint name, CancellationToken cancel) =>
        target is { Address: not null, Web: { } web }
            ? await Asking.ConnectAsync(target with { Address = null }, web.Host, name.Port, cancel)
            : await Asking.ConnectAsync(target with { Address = null }, name.Host, name.Port, cancel);
}
