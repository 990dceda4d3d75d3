using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MailCloud.Local;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>Asks what the webmail's page asks when somebody logs in, looks at the inbox, and opens a message.</summary>
internal sealed class BrowserClient : IDisposable
{
    private readonly HttpClient http;
    private readonly OperationCounter counter;
    private string account = "";
    private string email = "";

    public BrowserClient(int port, LocalCertificates trust, OperationCounter counter)
    {
        this.counter = counter;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(trust.CaFile);
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
        http = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{port}") };
        http.DefaultRequestHeaders.Add("X-MailCloud", "1");
    }

    public async Task OpenAsync(string name, string password, CancellationToken cancel)
    {
        counter.Count("function.Webmail", 1);
        using var login = await http.PostAsJsonAsync(
            "/webmail/login",
            new
            {
                name,
                password,
                remember = false,
            },
            cancel
        );
        login.EnsureSuccessStatusCode();
        counter.Count("function.Jmap", 1);
        var session = await http.GetFromJsonAsync<JsonNode>("/jmap/session", cancel);
        account = (string)session!["primaryAccounts"]!["urn:ietf:params:jmap:mail"]!;
        var answer = await CallAsync(
            $$"""
            ["Mailbox/get", {"accountId": "{{account}}", "ids": null}, "0"],
            ["Email/query", {"accountId": "{{account}}", "sort": [{"property": "receivedAt", "isAscending": false}], "limit": 50}, "1"],
            ["Email/get", {"accountId": "{{account}}", "#ids": {"resultOf": "1", "name": "Email/query", "path": "/ids"},
              "properties": ["threadId", "mailboxIds", "keywords", "from", "subject", "receivedAt", "preview"]}, "2"]
            """,
            cancel
        );
        email = (string)answer["methodResponses"]![1]![1]!["ids"]![0]!;
    }

    public async Task ReadAsync(CancellationToken cancel)
    {
        counter.Count("function.Webmail", 1);
        using var view = await http.GetAsync($"/webmail/view/{email}", cancel);
        view.EnsureSuccessStatusCode();
        await CallAsync(
            $$"""["Email/set", {"accountId": "{{account}}", "update": {"{{email}}": {"keywords/$seen": true} } }, "0"]""",
            cancel
        );
    }

    /// <summary>Listens for news (RFC 8620 §7.3), as the page does while it is open.</summary>
    /// <returns>What ends it.</returns>
    public async Task<IDisposable> ListenAsync(CancellationToken cancel)
    {
        counter.Count("function.Jmap", 1);
        var address = new Uri("/jmap/events?types=*&closeafter=no&ping=30", UriKind.Relative);
        return await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonNode> CallAsync(string calls, CancellationToken cancel)
    {
        counter.Count("function.Jmap", 1);
        var request = $$"""{"using": ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"], "methodCalls": [{{calls}}]}""";
        using var content = new StringContent(request, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/jmap/api", content, cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancel))!;
    }
}
