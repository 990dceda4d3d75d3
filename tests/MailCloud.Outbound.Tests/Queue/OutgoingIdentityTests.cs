using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Queue;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Outbound.Tests.Queue;

/// <summary>What leaves is signed so that the next server believes it: verified here as it would be there.</summary>
public sealed class OutgoingIdentityTests
{
    private const string HostName = "mail.home.example";
    private const string Found = $"Return-Path: <x@elsewhere.example>\r\nAuthentication-Results: {HostName};\r\n spf=pass; arc=none\r\n";

    private static readonly DkimKey Rsa = DkimKey.Create(DkimKeyKind.Rsa);
    private static readonly DkimKey Ed25519 = DkimKey.Create(DkimKeyKind.Ed25519);
    private static readonly Address Alice = new("alice", "home.example");
    private static readonly Address Stranger = new("joe", "elsewhere.example");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryMailStore store = new(TimeProvider.System);
    private readonly MemoryDirectory directory = new();
    private readonly MemorySecrets secrets = new();
    private readonly MemoryDns dns = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_users_message_is_signed_with_all_active_keys_of_the_authors_domain()
    {
        await AddDomainAsync("home.example", ("e1", Ed25519, DkimSelectorState.Active), ("r1", Rsa, DkimSelectorState.Active));
        var sent = await LeaveAsync(
            "Return-Path: <alice@home.example>\r\nFrom: alice@home.example\r\nSubject: x\r\n\r\nBare\nlines\r\n",
            Submitted
        );
        Assert.Equal(Alice, sent.Envelope.ReversePath);
        Assert.Equal(
            [("r1", DkimStatus.Pass), ("e1", DkimStatus.Pass)],
            (await VerifyAsync(sent)).Dkim.Select(result => (result.Selector!, result.Status))
        );
    }

    [Fact]
    public async Task A_printers_message_through_a_trusted_network_is_signed_and_keeps_its_sender()
    {
        await AddDomainAsync("home.example", ("r1", Rsa, DkimSelectorState.Active));
        var envelope = new SmtpEnvelope(Stranger, [new Address("bob", "third.example")]) { IsFromTrustedNetwork = true };
        var sent = await LeaveAsync("From: printer@home.example\r\n\r\nx\r\n", envelope);
        Assert.Equal(Stranger, sent.Envelope.ReversePath);
        Assert.Equal(DkimStatus.Pass, Assert.Single((await VerifyAsync(sent)).Dkim).Status);
    }

    [Fact]
    public async Task Keys_that_wait_or_are_retired_sign_nothing()
    {
        await AddDomainAsync("home.example", ("next", Rsa, DkimSelectorState.Next), ("old", Ed25519, DkimSelectorState.Retired));
        Assert.Empty((await VerifyAsync(await LeaveAsync("From: alice@home.example\r\n\r\nx\r\n", Submitted))).Dkim);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public async Task A_key_that_is_missing_or_damaged_holds_no_mail_up(string? pem)
    {
        await AddDomainAsync("home.example", ("r1", Rsa, DkimSelectorState.Active), ("e1", Ed25519, DkimSelectorState.Active));
        await secrets.RemoveAsync(SecretOf("e1"), Cancel);
        if (pem is not null)
            await secrets.SetAsync(SecretOf("e1"), pem, Cancel);
        var result = Assert.Single((await VerifyAsync(await LeaveAsync("From: alice@home.example\r\n\r\nx\r\n", Submitted))).Dkim);
        Assert.Equal(("r1", DkimStatus.Pass), (result.Selector, result.Status));
    }

    [Fact]
    public async Task What_says_it_is_from_elsewhere_is_not_signed()
    {
        await AddDomainAsync("home.example", ("r1", Rsa, DkimSelectorState.Active));
        Assert.Empty((await VerifyAsync(await LeaveAsync("From: joe@elsewhere.example\r\n\r\nx\r\n", Submitted))).Dkim);
    }

    [Fact]
    public async Task A_report_is_signed_by_the_primary_domain()
    {
        await AddDomainAsync("home.example", ("r1", Rsa, DkimSelectorState.Active));
        var report = new SmtpEnvelope(null, [Stranger]) { IsReport = true };
        var sent = await LeaveAsync($"From: MAILER-DAEMON@{HostName}\r\n\r\nx\r\n", report);
        Assert.Null(sent.Envelope.ReversePath);
        var result = Assert.Single((await VerifyAsync(sent)).Dkim);
        Assert.Equal(("home.example", DkimStatus.Pass), (result.Domain, result.Status));
    }

    [Fact]
    public async Task What_is_sent_on_is_sealed_with_rsa_and_its_sender_leads_back()
    {
        await AddDomainAsync("home.example", ("e1", Ed25519, DkimSelectorState.Active), ("r1", Rsa, DkimSelectorState.Active));
        var sent = await LeaveAsync($"{Found}From: joe@elsewhere.example\r\nSubject: x\r\n\r\nText.\r\n", FromOutside);
        var (signatures, chain) = await VerifyAsync(sent);
        Assert.Empty(signatures);
        Assert.Equal((ArcStatus.Pass, "home.example"), (chain.Status, Assert.Single(chain.Sealers)));
        // Other servers verify chains with RSA and seldom with anything else.
        Assert.StartsWith("ARC-Seal: a=rsa-sha256;", await TextAsync(sent), StringComparison.Ordinal);
        Assert.Equal("home.example", sent.Envelope.ReversePath?.Domain);
        Assert.Equal(Stranger, (await SrsSecret.OpenAsync(secrets, time, Cancel)).TryReverse(sent.Envelope.ReversePath!.LocalPart));
    }

    [Fact]
    public async Task What_nothing_was_found_out_about_is_sent_on_without_a_seal()
    {
        await AddDomainAsync("home.example", ("r1", Rsa, DkimSelectorState.Active));
        var sent = await LeaveAsync("From: joe@elsewhere.example\r\n\r\nText.\r\n", FromOutside);
        Assert.Equal(ArcStatus.None, (await VerifyAsync(sent)).Arc.Status);
    }

    private static SmtpEnvelope Submitted => new(Alice, [Stranger]) { Submitter = new AccountId("alice@home.example") };

    private static SmtpEnvelope FromOutside => new(Stranger, [new Address("bob", "third.example")]);

    private static SecretName SecretOf(string selector) => new($"dkim-{selector}");

    private async Task AddDomainAsync(string name, params (string Selector, DkimKey Key, DkimSelectorState State)[] keys)
    {
        var selectors = ImmutableArray.CreateBuilder<DkimSelector>();
        foreach (var (selector, key, state) in keys)
        {
            await secrets.SetAsync(SecretOf(selector), key.ToPem(), Cancel);
            dns.Text($"{selector}._domainkey.{name}", key.DnsRecord);
            selectors.Add(new DkimSelector(selector, key.DnsRecord, SecretOf(selector), state, time.GetUtcNow()));
        }
        await directory.AddDomainAsync(new Domain(name) { DkimSelectors = selectors.ToImmutable() }, Cancel);
    }

    private async Task<OutboundMessage> LeaveAsync(string text, SmtpEnvelope envelope)
    {
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);
        var content = await writer.CompleteAsync(default, Cancel);
        var identity = new OutgoingIdentity(
            directory,
            new DkimKeyRing(directory, secrets, NullLogger<DkimKeyRing>.Instance),
            await SrsSecret.OpenAsync(secrets, time, Cancel),
            HostName,
            "home.example",
            time
        );
        var message = new SpooledMessage(content, envelope, time.GetUtcNow().ToUnixTimeSeconds());
        return await new Departure(store, identity).PrepareAsync(message, Cancel);
    }

    private static async Task<byte[]> OctetsAsync(OutboundMessage sent)
    {
        using var octets = new MemoryStream();
        var writer = PipeWriter.Create(octets);
        await sent.Content.CopyToAsync(writer, Cancel);
        await writer.CompleteAsync();
        return octets.ToArray();
    }

    private static async Task<string> TextAsync(OutboundMessage sent) => Encoding.UTF8.GetString(await OctetsAsync(sent));

    private async Task<(ImmutableArray<DkimResult> Dkim, ArcResult Arc)> VerifyAsync(OutboundMessage sent)
    {
        var octets = await OctetsAsync(sent);
        var length = HeaderBlock.LengthIn(octets);
        using var message = new HashedMessage(octets.AsMemory(0, length));
        var dkim = new DkimVerifier(message, time);
        var arc = new ArcVerifier(message);
        message.Append(octets.AsSpan(length));
        return (await dkim.CompleteAsync(dns, Cancel), await arc.CompleteAsync(dns, Cancel));
    }
}
