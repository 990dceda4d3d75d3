using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>A quota as an operator sets it, as clients see it, and as other servers meet it.</summary>
public sealed class QuotaTests
{
    private const string Alice = "alice@example.test";
    private const string Full = "full@example.test";

    /// <summary>Python's imaplib, which knows the commands: fills the account to its limit of 4 KiB.</summary>
    private const string Fill = """
        import imaplib, ssl, sys
        tls = ssl.create_default_context(cafile=sys.argv[1])
        text = b"Subject: filler\r\n\r\n" + b"x" * 2981
        with imaplib.IMAP4_SSL("localhost", int(sys.argv[2]), ssl_context=tls) as imap:
            imap.login("full@example.test", "full-secret")
            offered = imap.capability()[1][0].split()
            assert b"QUOTA" in offered and b"QUOTASET" not in offered, offered
            status, (roots, limits) = imap.getquotaroot("INBOX")
            assert (status, limits) == ("OK", [b'"full@example.test" (STORAGE 0 4)']), limits
            assert imap.append("INBOX", None, None, text)[0] == "OK"
            status, why = imap.append("INBOX", None, None, text)
            assert status == "NO" and b"[OVERQUOTA]" in why[0], why
            assert imap.append("INBOX", None, None, b"Subject: rest\r\n\r\n" + b"x" * 1079)[0] == "OK"
            assert imap.getquota("full@example.test")[1] == [b'"full@example.test" (STORAGE 4 4)']
            assert imap.setquota("full@example.test", "(STORAGE 100)")[0] == "NO"
        print("full")
        """;

    private const string Empty = """
        import imaplib, ssl, sys, time
        tls = ssl.create_default_context(cafile=sys.argv[1])
        # What the operator has set for a domain holds within a minute.
        for _ in range(1200):
            imap = imaplib.IMAP4_SSL("localhost", int(sys.argv[2]), ssl_context=tls)
            imap.login("alice@example.test", "alice-secret")
            if b"QUOTASET" in imap.capability()[1][0]: break
            imap.logout()
            time.sleep(0.1)
        status, limits = imap.setquota("full@example.test", "(STORAGE 100)")
        assert (status, limits) == ("OK", [b'"full@example.test" (STORAGE 4 100)']), limits
        assert imap.setquota("nobody@example.test", "(STORAGE 100)")[0] == "NO"
        imap.logout()
        print("set")
        """;

    [Fact]
    public async Task A_full_account_is_seen_by_clients_and_senders_and_an_administrator_gives_it_room()
    {
        var data = Directory.CreateTempSubdirectory("mailcloud-up-");
        try
        {
            await using var service = await MailProcess.StartAsync(
                data,
                "--account",
                $"{Alice}:alice-secret",
                "--account",
                $"{Full}:full-secret"
            );
            await RunAsync(data, "quota", "set", Full, "--space", "4K");

            Assert.Equal("full\n", await PythonAsync(service, Fill));
            var seen = await Tool.SucceedAsync(
                "curl",
                [
                    "--silent",
                    "--show-error",
                    "--cacert",
                    service.Endpoints.CaFile,
                    "--user",
                    $"{Full}:full-secret",
                    $"imaps://localhost:{service.Endpoints.Ports.Imaps}",
                    "--request",
                    "GETQUOTAROOT INBOX",
                ]
            );
            Assert.Contains("(STORAGE 4 4)", seen, StringComparison.Ordinal);
            Assert.Contains($"{Full}\tspace\t4K\t4K\t100%", await RunAsync(data, "quota", "show", Full), StringComparison.Ordinal);
            Assert.Contains("452 4.2.2", await SwaksAsync(service, exitCode: 24), StringComparison.Ordinal);

            await RunAsync(data, "domain", "set", "example.test", "--administrators", Alice);
            Assert.Equal("set\n", await PythonAsync(service, Empty));
            Assert.Contains("250 2.0.0", await SwaksAsync(service, exitCode: 0), StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<string> PythonAsync(MailProcess service, string script) =>
        Tool.SucceedAsync("python3", ["-c", script, service.Endpoints.CaFile, $"{service.Endpoints.Ports.Imaps}"]);

    private static Task<string> RunAsync(DirectoryInfo data, params string[] arguments) =>
        Tool.SucceedAsync(Path.Combine(AppContext.BaseDirectory, "mailcloud"), [.. arguments, "--data", data.FullName]);

    private static async Task<string> SwaksAsync(MailProcess service, int exitCode)
    {
        string[] arguments = ["--server", "localhost", "--port", $"{service.Endpoints.Ports.Smtp}", "--from", "someone@elsewhere.example"];
        var (ended, output) = await Tool.RunAsync("swaks", [.. arguments, "--to", Full]);
        Assert.True(exitCode == ended, output);
        return output;
    }
}
