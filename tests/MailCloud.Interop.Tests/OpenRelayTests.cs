using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>What testers of open relays try, with Python's smtplib, on the ports of a service that runs. The unit tests' matrix is larger.</summary>
public sealed class OpenRelayTests(SharedProcess shared)
{
    private const string Script = """
        import smtplib, ssl, sys
        ca, smtp, submission = sys.argv[1], *map(int, sys.argv[2:])
        tls = ssl.create_default_context(cafile=ca)
        senders = ["<>", "<spam@elsewhere.example>", "<alice@example.test>", "<alice@[127.0.0.1]>", "<alice@localhost>",
                   "<alice@example.test> AUTH=<alice@example.test>"]
        recipients = ["<victim@elsewhere.example>", "<victim%elsewhere.example@example.test>", "<victim%elsewhere.example@[127.0.0.1]>",
                      "<elsewhere.example!victim@example.test>", "<elsewhere.example!victim>", '<"victim@elsewhere.example">',
                      '<"victim@elsewhere.example"@example.test>', '<"victim%elsewhere.example"@example.test>',
                      "<@example.test:victim@elsewhere.example>", "<@[127.0.0.1]:victim@elsewhere.example>",
                      "<victim@elsewhere.example@example.test>", "<victim@example.test@elsewhere.example>", "<victim@[127.0.0.1]>",
                      "<victim@[192.0.2.1]>", "<victim@elsewhere.example.>", "victim@elsewhere.example", "<victim@example.test.elsewhere.example>",
                      "<alice%example.test@elsewhere.example>", "<" + "v" * 400 + "@elsewhere.example>"]

        tried = 0
        def refused(reply, *what):
            global tried
            tried += 1
            if not 400 <= reply[0] < 600:
                raise SystemExit("relayed: %r %r" % (what, reply))

        def attempt(port, secure, hello, sender, recipients):
            client = smtplib.SMTP("localhost", port)
            if secure: client.starttls(context=tls)
            client.ehlo(hello)
            client.docmd("MAIL", "FROM:" + sender)
            for recipient in recipients:
                refused(client.docmd("RCPT", "TO:" + recipient), port, hello, sender, recipient)
            refused(client.docmd("DATA"), port, hello, sender, "DATA")
            client.quit()

        for port, secure in [(smtp, False), (smtp, True), (submission, False), (submission, True)]:
            for hello in ["tester.example", "mail.example.test", "[127.0.0.1]"]:
                for sender in senders:
                    # Not so many errors in one session that the server ends it.
                    attempt(port, secure, hello, sender, recipients[:10])
                    attempt(port, secure, hello, sender, recipients[10:])
        print("refused", tried)
        """;

    [Fact]
    public async Task Nothing_that_testers_try_is_relayed()
    {
        var endpoints = shared.Service.Endpoints;
        var ports = endpoints.Ports;
        var output = await Tool.SucceedAsync("python3", ["-c", Script, endpoints.CaFile, $"{ports.Smtp}", $"{ports.Submission}"]);
        Assert.Equal("refused 1512", output.Trim());
    }
}
