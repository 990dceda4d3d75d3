using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>Python's smtplib, imaplib and poplib: what scripts use.</summary>
public sealed class PythonTests(SharedProcess shared)
{
    private const string Script = """
        import imaplib, poplib, smtplib, ssl, sys, time, uuid
        from email.message import EmailMessage
        ca, submission, submissions, imaps, pop3s = sys.argv[1], *map(int, sys.argv[2:])
        tls = ssl.create_default_context(cafile=ca)
        alice, bob = ("alice@example.test", "alice-secret"), ("bob@example.test", "bob-secret")
        subject = "python " + uuid.uuid4().hex

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = alice[0], bob[0], subject
        message.set_content("Grüße aus Python.\n")
        message.add_attachment(bytes(range(256)) * 64, maintype="application", subtype="octet-stream", filename="bytes.bin")
        with smtplib.SMTP("localhost", submission) as smtp:
            smtp.starttls(context=tls)
            smtp.login(*alice)
            assert smtp.send_message(message) == {}
        with smtplib.SMTP_SSL("localhost", submissions, context=tls) as smtp:
            smtp.login(*alice)
            try:
                smtp.sendmail("bob@example.test", [bob[0]], b"Subject: forged\r\n\r\n")
                raise SystemExit("a forged sender was accepted")
            except smtplib.SMTPSenderRefused as refused:
                assert refused.smtp_code == 553, refused

        with imaplib.IMAP4_SSL("localhost", imaps, ssl_context=tls) as imap:
            imap.login(*bob)
            for _ in range(600):
                imap.select("INBOX")
                found = imap.search(None, "SUBJECT", '"%s"' % subject)[1][0].split()
                if found: break
                time.sleep(0.05)
            status, data = imap.fetch(found[-1], "(FLAGS BODY.PEEK[])")
            assert status == "OK" and subject.encode() in data[0][1]
            assert imap.store(found[-1], "+FLAGS", r"(\Seen \Flagged $Important)")[0] == "OK"
            name = "python-" + uuid.uuid4().hex
            assert imap.create(name)[0] == "OK"
            assert imap.copy(found[-1], name)[0] == "OK"
            assert imap.append(name, r"(\Draft)", imaplib.Time2Internaldate(time.time()), b"Subject: draft\r\n\r\nText.\r\n")[0] == "OK"
            assert imap.select(name)[1] == [b"2"]
            assert b"$Important" in imap.fetch("1", "(FLAGS)")[1][0]
            assert imap.store("1:*", "+FLAGS", r"(\Deleted)")[0] == "OK"
            assert len(imap.expunge()[1]) == 2
            imap.close()
            assert imap.delete(name)[0] == "OK"

        pop3 = poplib.POP3_SSL("localhost", pop3s, context=tls)
        pop3.user(bob[0]); pop3.pass_(bob[1])
        count, size = pop3.stat()
        numbers = [int(line.split()[0]) for line in pop3.list()[1]]
        assert numbers == list(range(1, count + 1))
        assert len(set(line.split()[1] for line in pop3.uidl()[1])) == count
        assert any(subject.encode() in line for line in pop3.top(count, 0)[1])
        assert any(subject.encode() in line for line in pop3.retr(count)[1])
        pop3.quit()
        print("ok")
        """;

    [Fact]
    public async Task Its_mail_libraries_send_file_and_read()
    {
        var endpoints = shared.Service.Endpoints;
        var ports = endpoints.Ports;
        await using var submissions = new Wiretap(shared.Service, ports.Submissions);
        await using var imaps = new Wiretap(shared.Service, ports.Imaps);
        await using var pop3s = new Wiretap(shared.Service, ports.Pop3s);
        var output = await Tool.SucceedAsync(
            "python3",
            ["-c", Script, endpoints.CaFile, $"{ports.Submission}", $"{submissions.Port}", $"{imaps.Port}", $"{pop3s.Port}"]
        );
        Assert.Equal("ok", output.Trim());
        ClientProfile.Of(submissions.Said).Print("Python (smtplib)");
        ClientProfile.Of(imaps.Said).Print("Python (imaplib)");
        ClientProfile.Of(pop3s.Said).Print("Python (poplib)");
    }
}
