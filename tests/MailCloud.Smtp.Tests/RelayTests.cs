using MailCloud.Mail.Addresses;
using MailCloud.Testing.Connections;

namespace MailCloud.Smtp.Tests;

/// <summary>
/// No way to send mail through this server to somewhere else. Each address is offered by a stranger on port 25, in the clear and under TLS, from several
/// reverse-paths, and by an authenticated user while there is no way out.
/// </summary>
public class RelayTests
{
    private static readonly string[] ReversePaths =
    [
        "<>",
        "<carol@example.net>",
        "<alice@example.com>",
        "<@example.com:alice@example.com>",
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
            "<postmaster@example.net>",
            "<Postmaster@[192.0.2.1]>",
        ];

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task A_stranger_cannot_relay(string forwardPath)
    {
        var world = await SmtpWorld.CreateAsync();
        foreach (var tls in (MailCloud.Protocol.TlsSession?[])[null, PipeConnection.Encrypted])
        foreach (var reversePath in ReversePaths)
        {
            var talk = world.Connect(tls);
            await talk.GreetAsync();
            await talk.SucceedAsync($"MAIL FROM:{reversePath}");
            Assert.StartsWith("5", await talk.SendAsync($"RCPT TO:{forwardPath}"));
            Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("DATA"));
            Assert.StartsWith("554 5.5.1 ", await talk.SendAsync("BDAT 2 LAST\r\n"));
        }
        Assert.Empty(world.Spool.Messages);
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Who_is_authenticated_gets_out_no_more_than_there_is_a_way(string forwardPath)
    {
        var world = await SmtpWorld.CreateAsync(SmtpWorld.SubmissionsOptions);
        var talk = await world.LogInAsync();
        await talk.SucceedAsync("MAIL FROM:<alice@example.com>");
        Assert.StartsWith("5", await talk.SendAsync($"RCPT TO:{forwardPath}"));
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
