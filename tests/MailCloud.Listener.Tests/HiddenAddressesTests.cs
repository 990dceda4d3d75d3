using System.Net;
using MailCloud.Mail.Networks;
using MailCloud.Smtp;
using MailCloud.Smtp.Checks;

namespace MailCloud.Listener.Tests;

/// <summary>Behind something that keeps clients' addresses to itself, all have that thing's address, and none must be held against them.</summary>
public class HiddenAddressesTests
{
    [Fact]
    public async Task The_limit_of_one_address_is_not_the_limit_of_all()
    {
        var limits = new ConnectionLimits { PerAddress = 2 };
        await using var shown = await Bench.StartAsync(Bench.EchoAsync, limits: limits);
        await using var one = await ServedAsync(shown);
        await using var two = await ServedAsync(shown);
        await using var turnedAway = await shown.ConnectAsync();
        Assert.Equal(0, await turnedAway.ReadAsync(new byte[1]));

        await using var hidden = await Bench.StartAsync(Bench.EchoAsync, limits: limits, hidesAddresses: true);
        var clients = new List<Stream>();
        for (var i = 0; i < 10; i++)
            clients.Add(await ServedAsync(hidden));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Such_a_client_has_no_address_and_is_neither_a_stranger_nor_trusted()
    {
        var seen = new TaskCompletionSource<IPEndPoint?>();
        await using var bench = await Bench.StartAsync(
            (connection, stopping) =>
            {
                seen.SetResult(connection.RemoteEndPoint);
                return Bench.EchoAsync(connection, stopping);
            },
            hidesAddresses: true
        );
        await using var client = await ServedAsync(bench);
        var address = (await seen.Task)?.Address;
        Assert.Null(address);

        var options = new SmtpOptions
        {
            Service = SmtpService.Mx,
            HostName = "mail.example.org",
            PrimaryDomain = "example.org",
            TrustedNetworks = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")],
        };
        Assert.Equal(Standing.Unknown, options.StandingOf(address));
        Assert.True(AccessRule.Everyone.Admits(address));
    }

    private static async Task<Stream> ServedAsync(Bench bench)
    {
        var client = await bench.ConnectAsync();
        await client.WriteAsync("hi\n"u8.ToArray());
        await client.ReadExactlyAsync(new byte[3]);
        return client;
    }
}
