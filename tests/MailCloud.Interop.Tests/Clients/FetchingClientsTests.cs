using MailCloud.Testing;

namespace MailCloud.Interop.Tests.Clients;

/// <summary>
/// Programs that fetch mail and put it into files: getmail, fetchmail, mpop. The second run has nothing to fetch. Before the others there is a message whose sender is no address of ASCII: it
/// keeps nobody from the others.
/// </summary>
public sealed class FetchingClientsTests(SharedProcess shared)
{
    private const int Messages = 20;

    [Theory]
    [InlineData("SimpleIMAPSSLRetriever")]
    [InlineData("SimplePOP3SSLRetriever")]
    public async Task Getmail_fetches_each_message_once(string retriever)
    {
        var isImap = retriever.Contains("IMAP", StringComparison.Ordinal);
        var account = SharedProcess.AccountOf("getmail");
        await FetchesOnceAsync(
            $"getmail ({(isImap ? "IMAP" : "POP3")})",
            account,
            isImap,
            (folder, tap, maildir) =>
            {
                folder.File(
                    "getmailrc",
                    $"""
                    [retriever]
                    type = {retriever}
                    server = localhost
                    port = {tap.Port}
                    username = {account}
                    password = {SharedProcess.ClientSecret}
                    ca_certs = {tap.CaFile}

                    [destination]
                    type = MDA_external
                    path = /bin/sh
                    arguments = ("-c", "cat > {maildir}/new/$(date +%s%N).local")
                    allow_root_commands = true

                    [options]
                    read_all = false
                    delivered_to = false
                    received = false

                    """
                );
                return Tool.SucceedAsync("getmail", ["--getmaildir", folder.Path, "--rcfile", "getmailrc"]);
            }
        );
    }

    [Theory]
    [InlineData("IMAP")]
    [InlineData("POP3")]
    public async Task Fetchmail_fetches_each_message_once(string protocol)
    {
        var account = SharedProcess.AccountOf("fetchmail");
        await FetchesOnceAsync(
            $"fetchmail ({protocol})",
            account,
            protocol is "IMAP",
            async (folder, tap, maildir) =>
            {
                var configuration = folder.File(
                    "fetchmailrc",
                    $"""
                    poll localhost protocol {protocol} port {tap.Port}{(protocol is "POP3" ? " uidl" : "")}
                        username "{account}" password "{SharedProcess.ClientSecret}"
                        ssl sslcertck sslcertfile "{tap.CaFile}" keep
                        mda "sh -c 'cat > {maildir}/new/$(date +%s%N).local'"

                    """
                );
                var (exitCode, output) = await Tool.RunAsync(
                    "fetchmail",
                    [
                        "--fetchmailrc",
                        configuration,
                        "--idfile",
                        Path.Combine(folder.Path, "ids"),
                        "--pidfile",
                        Path.Combine(folder.Path, "pid"),
                        "--nosyslog",
                    ]
                );
                // 1: there was nothing to fetch.
                Assert.True(exitCode is 0 or 1, output);
            }
        );
    }

    [Fact]
    public async Task Mpop_fetches_each_message_once()
    {
        var account = SharedProcess.AccountOf("mpop");
        await FetchesOnceAsync(
            "mpop",
            account,
            isImap: false,
            (folder, tap, maildir) =>
            {
                var configuration = folder.File(
                    "mpoprc",
                    $"""
                    account cloud
                    host localhost
                    port {tap.Port}
                    user {account}
                    password {SharedProcess.ClientSecret}
                    tls on
                    tls_starttls off
                    tls_trust_file {tap.CaFile}
                    keep on
                    delivery maildir {maildir}
                    uidls_file {folder.Path}/uidls

                    """
                );
                return Tool.SucceedAsync("mpop", ["--file", configuration, "cloud"]);
            }
        );
    }

    private async Task FetchesOnceAsync(string name, string account, bool isImap, Func<ClientFolder, Wiretap, string, Task> runAsync)
    {
        var service = shared.Service;
        using var folder = new ClientFolder();
        var maildir = folder.Maildir("mail");
        await ClientMail.AppendInternationalAsync(service, account);
        await ClientMail.AppendAsync(service, account, Messages, name);
        await using var tap = new Wiretap(service, isImap ? service.Endpoints.Ports.Imaps : service.Endpoints.Ports.Pop3s);
        for (var run = 0; run < 2; run++)
        {
            await runAsync(folder, tap, maildir);
            var fetched = Directory.GetFiles(Path.Combine(maildir, "new")).Select(File.ReadAllText).ToList();
            Assert.Equal(Messages, fetched.Count(text => text.Contains($"Subject: {name} ", StringComparison.Ordinal)));
        }
        ClientProfile.Of(tap.Said).Print(name);
    }
}
