using System.Text;
using MailCloud.Testing;

namespace MailCloud.Interop.Tests;

/// <summary>Who may do what, by where he comes from, on a service that runs behind a proxy.</summary>
public sealed class AccessTests(ProxiedProcess proxied) : IClassFixture<ProxiedProcess>
{
    private const string Message = "From: someone@elsewhere.example\r\nSubject: access\r\n\r\nHello.\r\n";

    private Ready Endpoints => proxied.Service.Endpoints;

    [Fact]
    public async Task A_stranger_waits_once_and_is_then_taken()
    {
        await using var stranger = await ConnectAsync(ProxiedProcess.Binary("192.0.2.10"));
        Assert.Equal("451 4.7.1 Not seen before, try again in a few minutes", await SendAsync(stranger, ProxiedProcess.Alice));
        var reply = "";
        for (var i = 0; i < 60 && !reply.StartsWith("250 ", StringComparison.Ordinal); i++)
        {
            await Task.Delay(500);
            await stranger.CommandAsync("RSET");
            reply = await SendAsync(stranger, ProxiedProcess.Alice);
        }
        Assert.StartsWith("250 2.0.0 ", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.11", "550 5.7.1 Relaying denied")]
    [InlineData("203.0.113.5", "550 5.7.1 Relaying refused: outbound delivery is not configured")]
    public async Task Only_who_is_trusted_would_be_relayed(string client, string reply)
    {
        await using var wire = await ConnectAsync(ProxiedProcess.Text(client));
        Assert.Equal(reply, await SendAsync(wire, "other@elsewhere.example"));
    }

    [Theory]
    [InlineData("198.51.100.7", "554 5.7.1 Your network is not welcome here")]
    [InlineData("192.0.2.66", "554 5.7.1 192.0.2.66 is on the block list bl.example: sends spam")]
    public async Task Some_are_greeted_with_a_refusal(string client, string greeting)
    {
        foreach (var header in (byte[][])[ProxiedProcess.Text(client), ProxiedProcess.Binary(client)])
        {
            await using var wire = await ConnectAsync(header);
            Assert.Equal(greeting, wire.Greeting);
        }
    }

    [Fact]
    public async Task Who_speaks_before_the_greeting_is_sent_away()
    {
        byte[] eager = [.. ProxiedProcess.Text("192.0.2.12"), .. "EHLO client.example\r\n"u8];
        await using var wire = await ConnectAsync(eager, hello: null);
        Assert.Equal("554 5.5.1 You spoke before you were greeted", wire.Greeting);
    }

    [Fact]
    public async Task A_sender_that_cannot_be_answered_is_refused()
    {
        await using var wire = await ConnectAsync(ProxiedProcess.Text("192.0.2.13"));
        Assert.Equal("550 5.1.8 The sender's domain does not exist", await wire.CommandAsync("MAIL FROM:<x@nowhere.example>"));
    }

    [Fact]
    public async Task A_name_that_is_ours_is_refused()
    {
        await using var wire = await ConnectAsync(ProxiedProcess.Text("192.0.2.14"), "mail.example.test");
        Assert.Equal("550 5.7.1 The name that you gave with EHLO is ours", await wire.CommandAsync("MAIL FROM:<x@elsewhere.example>"));
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1\r\n")]
    [InlineData("EHLO client.example\r\n")]
    public async Task A_proxy_that_names_nobody_is_cut_off(string words) =>
        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAsync(Encoding.ASCII.GetBytes(words)));

    [Fact]
    public async Task Imap_is_for_its_networks_and_curl_s_header_is_understood()
    {
        // curl speaks for itself: from 127.0.0.1, which is not among them.
        var (code, output) = await CurlAsync($"imaps://localhost:{Endpoints.Ports.Imaps}/INBOX");
        Assert.True(code != 0, output);

        (code, output) = await CurlAsync($"pop3s://localhost:{Endpoints.Ports.Pop3s}/");
        Assert.True(code == 0, output);
    }

    private Task<(int ExitCode, string Output)> CurlAsync(string url) =>
        Tool.RunAsync(
            "curl",
            [
                "--silent",
                "--show-error",
                "--ipv4",
                "--haproxy-protocol",
                "--cacert",
                Endpoints.CaFile,
                "--user",
                $"{ProxiedProcess.Alice}:alice-secret",
                url,
            ]
        );

    private Task<SmtpWire> ConnectAsync(byte[] header, string? hello = "client.example") =>
        SmtpWire.ConnectAsync("localhost", Endpoints.Ports.Smtp, header, hello);

    private static Task<string> SendAsync(SmtpWire wire, string to) =>
        wire.SendAsync("someone@elsewhere.example", to, Encoding.ASCII.GetBytes(Message));
}
