using System.Net.Sockets;
using MailCloud.Testing.Peers;

namespace MailCloud.Outbound.Tests.Interop;

/// <summary>The Postfix that other tests talk to is what it says.</summary>
public class PostfixServerTests
{
    [Fact]
    public async Task It_answers_in_its_own_name_and_ends()
    {
        Assert.SkipWhen(PostfixServer.Obstacle is not null, PostfixServer.Obstacle ?? "");
        await using var postfix = await PostfixServer.StartAsync(
            new PostfixOptions { HostName = "mx.example.org", Users = [("relay", "secret")] }
        );
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", postfix.Port);
        using var reader = new StreamReader(client.GetStream());
        Assert.StartsWith("220 mx.example.org ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }
}
