using System.Net;
using System.Text.Json.Nodes;
using MailCloud.Testing.Processes;

namespace MailCloud.Cli.Tests.Commands;

/// <summary>A service that runs is found to work, and what does not work is named.</summary>
public sealed class ProbeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-probe-");
    private readonly World world = new() { IsInRealTime = true };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_service_that_runs_is_found_to_work_with_a_message_that_arrives()
    {
        await Node.RequireAsync();
        await using var mail = await MailProcess.StartAsync(folder);
        var account = mail.Endpoints.Accounts[0];

        var run = await world.RunWithInputAsync(
            account.Password + "\n",
            [
                .. Arguments(mail.Endpoints),
                "--ca",
                mail.Endpoints.CaFile,
                "--domain",
                account.Address.Split('@')[1],
                "--account",
                account.Address,
                "--password-stdin",
                "--json",
            ]
        );

        var found = JsonNode.Parse(run.Output)!.AsArray().ToDictionary(row => (string)row!["what"]!, row => row!, StringComparer.Ordinal);
        // A build without the page has none to show.
        var page = found["web page"];
        found.Remove("web page");
        Assert.All(found.Values, row => Assert.True((string)row["state"]! is "works", $"{row}\n{mail.Output}"));
        Assert.Equal((string)page["state"]! is "works" ? CommandLine.Success : CommandLine.Failed, run.ExitCode);
        Assert.Equal(9, found.Count);
        Assert.Contains("read over IMAP and POP3", (string)found["a message"]["detail"]!, StringComparison.Ordinal);
        Assert.Contains(
            "alice@example.test is let in",
            (string)found[$"imaps {mail.Endpoints.Ports.Imaps}"]["detail"]!,
            StringComparison.Ordinal
        );

        await A_stranger_who_trusts_nobody_here_says_so_and_sends_no_password(mail);
    }

    [Fact]
    public async Task A_server_that_is_not_there_fails_and_the_row_says_why()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        taken.Stop();
        string[] ports = ["--smtp", port, "--submission", port, "--submissions", port, "--imaps", port, "--pop3s", port];
        var run = await world.RunAsync(["probe", "mail.example.org", "--address", "127.0.0.1", .. ports]);
        Assert.Equal(CommandLine.Failed, run.ExitCode);
        Assert.Equal(5, run.Output.Split("fails\t").Length - 1);
        Assert.Contains("refused", run.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_a_host_it_is_said_where_one_comes_from() =>
        (await world.RunAsync("probe")).Complained(2, "MAILCLOUD_HOSTNAME");

    private async Task A_stranger_who_trusts_nobody_here_says_so_and_sends_no_password(MailProcess mail)
    {
        string[] asked = [.. Arguments(mail.Endpoints), "--account", mail.Endpoints.Accounts[0].Address, "--password-stdin"];

        var strict = await world.RunWithInputAsync("a-password\n", asked);
        Assert.Equal(CommandLine.Failed, strict.ExitCode);
        Assert.Contains("no authority that is trusted here has signed it; no password was sent", strict.Output, StringComparison.Ordinal);

        var lenient = await world.RunAsync([.. Arguments(mail.Endpoints), "--lenient"]);
        Assert.All(
            ["smtp", "submission", "submissions", "imaps", "pop3s"],
            port => Assert.Contains($"doubtful\t{port} ", lenient.Output, StringComparison.Ordinal)
        );
    }

    private static string[] Arguments(Ready ready) =>
        [
            "probe",
            "localhost",
            "--address",
            "127.0.0.1",
            "--web",
            $"https://localhost:{ready.Ports.Https}/",
            "--smtp",
            $"{ready.Ports.Smtp}",
            "--submission",
            $"{ready.Ports.Submission}",
            "--submissions",
            $"{ready.Ports.Submissions}",
            "--imaps",
            $"{ready.Ports.Imaps}",
            "--pop3s",
            $"{ready.Ports.Pop3s}",
        ];
}
