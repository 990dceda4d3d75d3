using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>What <c>mailcloud up</c> tells a user to paste: curl sends over submission and reads over IMAPS and POP3S.</summary>
public sealed class CurlTests(SharedProcess shared)
{
    private Ready Endpoints => shared.Service.Endpoints;

    [Theory]
    [InlineData("smtp", "--ssl-reqd")]
    [InlineData("smtps", "")]
    public async Task A_mail_sent_by_curl_is_read_by_curl(string scheme, string option)
    {
        var port = scheme == "smtps" ? Endpoints.Ports.Submissions : Endpoints.Ports.Submission;
        var subject = $"curl {Guid.NewGuid():N}";
        string[] tls = option.Length == 0 ? [] : [option];
        await CurlAsync(
            [
                .. tls,
                "--user",
                "alice@example.test:alice-secret",
                "--mail-from",
                SharedProcess.Alice,
                "--mail-rcpt",
                SharedProcess.Bob,
                "--upload-file",
                "-",
                $"{scheme}://localhost:{port}",
            ],
            $"From: {SharedProcess.Alice}\r\nTo: {SharedProcess.Bob}\r\nSubject: {subject}\r\n\r\nHello, Bob.\r\n"
        );

        var number = await WaitForAsync(subject);
        await using var imaps = new Wiretap(shared.Service, Endpoints.Ports.Imaps);
        await using var pop3s = new Wiretap(shared.Service, Endpoints.Ports.Pop3s);
        var imap = await CurlAsync(["--user", "bob@example.test:bob-secret", $"imaps://localhost:{imaps.Port}/INBOX;UID={number}"]);
        Assert.Contains("Hello, Bob.\r\n", imap, StringComparison.Ordinal);
        Assert.Contains("with ESMTPSA", imap, StringComparison.Ordinal);

        var list = await CurlAsync(["--user", "bob@example.test:bob-secret", $"pop3s://localhost:{pop3s.Port}/"]);
        var last = list.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ')[0];
        var pop3 = await CurlAsync(["--user", "bob@example.test:bob-secret", $"pop3s://localhost:{pop3s.Port}/{last}"]);
        Assert.Contains(subject, pop3, StringComparison.Ordinal);
        ClientProfile.Of(imaps.Said).Print("curl (IMAP)");
        ClientProfile.Of(pop3s.Said).Print("curl (POP3)");
    }

    [Fact]
    public async Task A_wrong_password_opens_nothing()
    {
        var (exitCode, _) = await Tool.RunAsync(
            "curl",
            [
                "--silent",
                "--cacert",
                Endpoints.CaFile,
                "--user",
                "bob@example.test:guess",
                $"imaps://localhost:{Endpoints.Ports.Imaps}/INBOX",
            ]
        );
        Assert.Equal(67, exitCode); // CURLE_LOGIN_DENIED
    }

    private async Task<string> WaitForAsync(string subject)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var found = await CurlAsync([
                "--user",
                "bob@example.test:bob-secret",
                $"imaps://localhost:{Endpoints.Ports.Imaps}/INBOX",
                "--request",
                $"UID SEARCH SUBJECT \"{subject}\"",
            ]);
            if (found.Trim().Split(' ') is [.., var number] && int.TryParse(number, out _))
                return number;
            await Task.Delay(50);
        }
        throw new TimeoutException($"{subject} did not arrive.");
    }

    private Task<string> CurlAsync(string[] arguments, string? input = null) =>
        Tool.SucceedAsync("curl", ["--silent", "--show-error", "--cacert", Endpoints.CaFile, .. arguments], input);
}
