using System.Net;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dmarc;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests;

/// <summary>A mailing list changed a message, and the author's domain asks to refuse what fails: whom its ARC seal helps (RFC 8617 §7.2.1).</summary>
public sealed class TrustedSealerTests : IDisposable
{
    private const string Body = "Hello.\r\n-- \r\nThe list's footer\r\n";

    private readonly MemoryDns dns = new();
    private readonly DkimKey key = DkimKey.Create(DkimKeyKind.Rsa);

    public TrustedSealerTests()
    {
        dns.Text("_dmarc.bank.example", "v=DMARC1; p=reject");
        foreach (var domain in (string[])["lists.example", "forwarder.example"])
            dns.Text($"s1._domainkey.{domain}", key.DnsRecord);
    }

    public void Dispose() => key.Dispose();

    [Fact]
    public async Task A_trusted_list_that_saw_it_pass_helps()
    {
        var verdict = await VerifyAsync(await SealAsync(Message("pass"), "lists.example"), "lists.example");
        Assert.True(verdict.IsVouchedFor);
        Assert.Equal((DmarcStatus.Fail, DmarcPolicy.None), (verdict.Dmarc.Status, verdict.Dmarc.Policy));
        Assert.Contains("trusted sealers saw it pass", verdict.ToResults("mail.example.com").ToField().Replace("\r\n", ""));
    }

    [Fact]
    public async Task A_trusted_list_that_saw_it_fail_does_not() =>
        Assert.Equal(
            DmarcPolicy.Reject,
            (await VerifyAsync(await SealAsync(Message("fail"), "lists.example"), "lists.example")).Dmarc.Policy
        );

    [Fact]
    public async Task A_stranger_who_seals_does_not() =>
        Assert.Equal(
            DmarcPolicy.Reject,
            (await VerifyAsync(await SealAsync(Message("pass"), "lists.example"), "other.example")).Dmarc.Policy
        );

    [Fact]
    public async Task Of_two_sealers_both_must_be_trusted()
    {
        var twice = await SealAsync(await SealAsync(Message("pass"), "lists.example"), "forwarder.example");
        Assert.Equal(DmarcPolicy.Reject, (await VerifyAsync(twice, "forwarder.example")).Dmarc.Policy);
        Assert.Equal(DmarcPolicy.Reject, (await VerifyAsync(twice, "lists.example")).Dmarc.Policy);
        Assert.Equal(DmarcPolicy.None, (await VerifyAsync(twice, "lists.example", "forwarder.example")).Dmarc.Policy);
    }

    private static string Message(string dmarc) =>
        $"Authentication-Results: lists.example; dmarc={dmarc} header.from=bank.example\r\nFrom: service@bank.example\r\nSubject: [list] hello\r\n\r\n";

    /// <summary>The header as a sealer passes it on, with its own finding in front if there is none of its name.</summary>
    private async Task<string> SealAsync(string header, string sealer)
    {
        if (!header.Contains($"Authentication-Results: {sealer};", StringComparison.Ordinal))
            header = $"Authentication-Results: {sealer}; arc=pass; dmarc=fail header.from=bank.example\r\n{header}";
        using var message = new HashedMessage(Encoding.ASCII.GetBytes(header));
        var chain = new ArcVerifier(message);
        var sealing = new ArcSealer(message, new DkimSigningKey(sealer, "s1", key), sealer, TimeProvider.System);
        message.Append(Encoding.ASCII.GetBytes(Body));
        Assert.NotEqual(ArcStatus.Fail, (await chain.CompleteAsync(dns, TestContext.Current.CancellationToken)).Status);
        return Encoding.ASCII.GetString(sealing.Complete()) + header;
    }

    private async Task<SenderVerdict> VerifyAsync(string header, params string[] trusted)
    {
        var verifier = new SenderVerifier(dns, "mail.example.com", new SenderPolicy { TrustedSealers = [.. trusted] }, TimeProvider.System);
        using var verification = verifier.Begin(IPAddress.Parse("192.0.2.1"), "lists.example", new Address("bounces", "lists.example"));
        verification.Header(Encoding.ASCII.GetBytes(header));
        verification.Body(Encoding.ASCII.GetBytes(Body));
        return await verification.CompleteAsync(TestContext.Current.CancellationToken);
    }
}
