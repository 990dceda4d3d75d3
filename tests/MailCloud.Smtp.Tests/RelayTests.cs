using System.Net;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Protocol;
using MailCloud.SenderAuthentication.Srs;
using MailCloud.Smtp.Checks;
using MailCloud.Testing.Connections;

namespace MailCloud.Smtp.Tests;

/// <summary>
/// No way to send mail through this server to somewhere else. Each address is offered by a stranger on port 25, in the clear and under TLS, under several
/// names and reverse-paths, with and without a way out; on the submission ports without a log-in; and by an authenticated user while there is no way out.
/// </summary>
public class RelayTests
{
    private static readonly string[] Names = ["client.example", "mail.example.com", "example.com", "localhost", "[127.0.0.1]"];

    private static readonly string[] ReversePaths =
    [
        "<>",
        "<carol@example.net>",
        "<alice@example.com>",
        "<alice@example.com> AUTH=alice@example.com",
        "<@example.com:alice@example.com>",
        "<postmaster@[127.0.0.1]>",
        "<alice@example.com> SMTPUTF8",
    ];

    /// <summary>Forward-paths that lead elsewhere, or would if the server read more into them than they say.</summary>
    public static TheoryData<string> Elsewhere() =>
        [
            "<victim@example.net>",
            "<VICTIM@EXAMPLE.NET>",
            "<victim@sub.example.com>",
            "<victim@notexample.com>",
            "<victim@example.com.example.net>",
            "<victim%example.net@example.com>",
            "<victim%example.net@EXAMPLE.COM>",
            "<victim%example.net%example.com@example.com>",
            "<example.net!victim@example.com>",
            "<example.com!example.net!victim@example.com>",
            "<example.net!victim@example.net>",
            "<\"victim@example.net\"@example.com>",
            "<\"victim%example.net\"@example.com>",
            "<\"victim@example.net\"@example.net>",
            "<@example.com:victim@example.net>",
            "<@example.com,@mail.example.com:victim@example.net>",
            "<@mail.example.com:victim%example.net@example.com>",
            "<victim@[192.0.2.1]>",
            "<victim@[IPv6:2001:db8::1]>",
            "<victim@[127.0.0.1]>",
            "<alice@[192.0.2.1]>",
            "<victim@mail.example.com>",
            "<victim+alice@example.com>",
            "<alice@example.com@example.net>",
            "<alice@example.com,victim@example.net>",
            "<alice@example.com> <victim@example.net>",
            "<alice@example.com>,<victim@example.net>",
            "<victim@example.net>@example.com",
            "victim@example.net",
            "<\"victim@example.net\">",
            "<alice@example.com\0@example.net>",
            "<alice@example.net.>",
            "<victim@example.net.>",
            "<victim@.example.net>",
            "<victim@example..net>",
            "<victim@EXAMPLE.net>",
            "<victim@example.com.example.com>",
            "<victim%example.net@mail.example.com>",
            "<alice%example.net@example.com>",
            "<alice@example.com%example.net>",
            "<alice!victim@example.com>",
            "<alice@example.com!victim@example.net>",
            "<\"alice@example.com\"@example.net>",
            "<\"alice@example.com,victim\"@example.net>",
            "<\"alice\\\"@example.com> <victim\"@example.net>",
            "<\"\"@example.com>",
            "<\"victim\"@example.net>",
            "<@example.net,@example.com:victim@example.net>",
            "<@example.com:@example.net:victim@example.com>",
            "<@example.com:victim%example.net@[127.0.0.1]>",
            "<alice@[IPv6:::1]>",
            "<alice@[IPv6:::ffff:127.0.0.1]>",
            "<alice@[example.com]>",
            "<alice@127.0.0.1>",
            "<alice@2130706433>",
            "<victim@xn--bcher-kva.example>",
            "<victim@b\u00FCcher.example>",
            "<victim@\u0435xample.com>",
            "<victim@\uFF45xample.com>",
            "<victim@example\u3002com>",
            "<alice@example.com\u200B>",
            "<victim\uFF20example.net@example.com>",
            "<victim\uFF05example.net@example.com>",
            "<victim@example.net\uFF20example.com>",
            "<victim@example.net\t@example.com>",
            "<victim@example.net\r@example.com>",
            "<victim@example.net> ORCPT=rfc822;alice@example.com",
            "<alice@example.com>\0<victim@example.net>",
            "<postmaster@example.net>",
            "<Postmaster@[192.0.2.1]>",
            $"<{new string('a', 64)}@example.net>",
            $"<{new string('a', 480)}@example.net>",
            $"<victim@{string.Join('.', Enumerable.Repeat(new string('a', 60), 4))}.net>",
            $"<{new string('a', 4000)}@example.com>",
        ];

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task A_stranger_cannot_relay(string forwardPath)
    {
        // As it travels: a test's client sends a character an octet.
        var octets = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(forwardPath));
        foreach (var hasWayOut in (bool[])[false, true])
        {
            var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { OutboundConfigured = hasWayOut, MaxErrors = 1000 });
            foreach (var tls in (TlsSession?[])[null, PipeConnection.Encrypted])
            foreach (var name in Names)
            {
                var talk = world.Connect(tls);
                await talk.GreetAsync(name);
                foreach (var reversePath in ReversePaths)
                {
                    await talk.SucceedAsync($"MAIL FROM:{reversePath}");
                    Assert.StartsWith("5", await talk.SendAsync($"RCPT TO:{octets}"));
                    Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("DATA"));
                    Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("BDAT 2 LAST\r\n"));
                    await talk.SucceedAsync("RSET");
                }
            }
            Assert.Empty(world.Spool.Messages);
        }
    }

    [Theory]
    [InlineData(SmtpService.Submission, false)]
    [InlineData(SmtpService.Submission, true)]
    [InlineData(SmtpService.Submissions, true)]
    public async Task Without_a_log_in_the_submission_ports_take_no_sender(SmtpService service, bool isEncrypted)
    {
        var options = SmtpWorld.MxOptions with { Service = service, OutboundConfigured = true };
        var world = await SmtpWorld.CreateAsync(options);
        foreach (var name in Names)
        {
            var talk = world.Connect(isEncrypted ? PipeConnection.Encrypted : null);
            await talk.GreetAsync(name);
            foreach (var reversePath in ReversePaths)
                Assert.StartsWith("530 5.7.0 ", await talk.SendAsync($"MAIL FROM:{reversePath}"));
            Assert.StartsWith("503 ", await talk.SendAsync("RCPT TO:<victim@example.net>"));
            Assert.StartsWith("503 ", await talk.SendAsync("DATA"));
        }
    }

    [Fact]
    public async Task An_alias_that_leads_elsewhere_is_forwarded_and_lends_its_way_to_nobody()
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { OutboundConfigured = true });
        await world.Directory.AddAsync(
            new AliasAddress(new Address("away", "example.com"), [new Address("carol", "example.net")]),
            TestContext.Current.CancellationToken
        );
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<dave@example.net>", "RCPT TO:<away@example.com>", "RCPT TO:<away+carol@example.com>");
        Assert.StartsWith("550 5.7.1 ", await talk.SendAsync("RCPT TO:<carol@example.net>"));
        Assert.StartsWith("550 5.1.1 ", await talk.SendAsync("RCPT TO:<away%example.net@example.com>"));
    }

    [Fact]
    public async Task A_return_path_of_forwarded_mail_leads_back_to_its_sender_and_cannot_be_forged()
    {
        var options = SmtpWorld.MxOptions with { OutboundConfigured = true };
        var world = await SmtpWorld.CreateAsync(options);
        var returnPaths = new SenderRewriting([Encoding.ASCII.GetBytes("a secret of this test's alone")], world.Time);
        world.With(_ => SmtpChecks.For(options, world.Directory, returnPaths));
        var good = returnPaths.Forward(new Address("carol", "example.net"), "example.com")!.LocalPart;
        string[] forged =
        [
            good.Replace("carol", "victim", StringComparison.Ordinal),
            good.Replace("example.net", "victim.example", StringComparison.Ordinal),
            $"{good}%victim.example",
            "SRS0=AAAA=AA=victim.example=victim",
            "SRS0+AAAA=AA=victim.example=victim",
            "SRS1=AAAA=victim.example==AAAA=AA=example.net=victim",
            "SRS0====",
            "SRS0=",
        ];

        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>", $"RCPT TO:<{good}@example.com>");
        foreach (var localPart in forged)
            Assert.StartsWith("550 5.1.1 ", await talk.SendAsync($"RCPT TO:<{localPart}@example.com>"));
        Assert.StartsWith("550 5.7.1 ", await talk.SendAsync($"RCPT TO:<{good}@example.net>"));
        world.Time.Advance(SenderRewriting.Validity + TimeSpan.FromDays(2));
        talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<>");
        Assert.StartsWith("550 5.1.1 ", await talk.SendAsync($"RCPT TO:<{good}@example.com>"));
    }

    [Fact]
    public async Task Whom_the_operator_knows_to_be_good_may_still_not_relay()
    {
        var world = await SmtpWorld.CreateAsync(
            SmtpWorld.MxOptions with
            {
                OutboundConfigured = true,
                WelcomeNetworks = [IPNetwork.Parse("192.0.2.0/24")],
                TrustedNetworks = [IPNetwork.Parse("192.0.2.2/32")],
            }
        );
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<alice@example.com>");
        Assert.StartsWith("550 5.7.1 ", await talk.SendAsync("RCPT TO:<victim@example.net>"));
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Who_is_authenticated_gets_out_no_more_than_there_is_a_way(string forwardPath)
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.SubmissionsOptions);
        var talk = await world.LogInAsync();
        await talk.SucceedAsync("MAIL FROM:<alice@example.com> SMTPUTF8");
        Assert.StartsWith("5", await talk.SendAsync($"RCPT TO:{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(forwardPath))}"));
        Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("DATA"));
    }

    [Theory]
    [InlineData("<a%b@example.com>", "a%b")]
    [InlineData("<a!b@example.com>", "a!b")]
    [InlineData("<\"a@b\"@example.com>", "a@b")]
    [InlineData("<\"alice\"@example.com>", "alice")]
    [InlineData("<@example.net:alice@example.com>", "alice")]
    [InlineData("<alice@EXAMPLE.com>", "alice")]
    [InlineData("<ALICE@example.com>", "ALICE")]
    [InlineData("<alice+x@example.com>", "alice+x")]
    public async Task A_local_part_of_ours_stays_one(string forwardPath, string localPart)
    {
        var world = await SmtpWorld.CreateAsync();
        foreach (var odd in (string[])["a%b", "a!b", "a@b"])
            await world.Directory.AddAsync(
                new AliasAddress(new Address(odd, "example.com"), [new Address("bob", "example.com")]),
                TestContext.Current.CancellationToken
            );
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", $"RCPT TO:{forwardPath}", "DATA", ".");
        var recipient = Assert.Single(Assert.Single(world.Spool.Messages).Envelope.Recipients);
        Assert.Equal(localPart, recipient.Address.LocalPart);
    }

    [Theory]
    [InlineData("MAIL FROM:<alice@example.com>")]
    [InlineData("RCPT TO:<victim@example.net>")]
    [InlineData("DATA")]
    public async Task A_submission_port_takes_nothing_from_a_stranger(string command)
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.SubmissionsOptions with { OutboundConfigured = true });
        var talk = world.Connect(PipeConnection.Encrypted);
        await talk.GreetAsync();
        Assert.StartsWith("5", await talk.SendAsync(command));
    }
}
