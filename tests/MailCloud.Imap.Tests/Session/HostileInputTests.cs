using CsCheck;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>Whatever somebody sends, the session answers or ends; it never fails, and never waits for more than there is.</summary>
public class HostileInputTests
{
    private static readonly string[] Pieces =
    [
        "A ",
        "\r\n",
        "LOGIN ",
        "alice@example.com secret",
        "SELECT INBOX",
        "STORE ",
        "UID ",
        "1:*",
        "+FLAGS ",
        "(\\Seen)",
        "APPEND INBOX ",
        "{3}\r\n",
        "{3+}\r\nabc",
        "{99999999}",
        "{99999999+}",
        "~{2+}\r\n\0\0",
        "LIST \"\" ",
        "((((((((",
        "\"",
        "\\",
        "IDLE\r\nDONE\r\n",
        "AUTHENTICATE PLAIN\r\n",
        "&-&",
        "MOVE 1 ",
        "EXPUNGE",
        "NIL",
    ];

    private static readonly Gen<string> Scrap = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]),
        Gen.String[Gen.Char['\0', '\u00FF'], 0, 12]
    );

    [Fact]
    public async Task No_input_makes_a_session_fail() =>
        await Gen.Select(Gen.Bool, Scrap.Array[1, 60])
            .SampleAsync(
                async (loggedIn, scraps) =>
                {
                    await using var world = await ImapWorld.NewAsync();
                    var (client, serving) = world.Connect();
                    if (loggedIn)
                        await client.SendAsync("L LOGIN alice@example.com secret\r\nM SELECT INBOX\r\n");
                    await client.SendAsync(string.Concat(scraps));
                    await client.EndAsync();
                    var answers = await client.ReadToEndAsync();
                    Assert.StartsWith("* OK ", answers, StringComparison.Ordinal);
                    Assert.EndsWith("\r\n", answers, StringComparison.Ordinal);
                    await serving.WaitAsync(PipeClient.Patience);
                },
                iter: 1000,
                threads: 1
            );

    [Fact]
    public async Task A_message_is_not_kept_in_memory_before_login()
    {
        await using var world = await ImapWorld.NewAsync();
        var (client, _) = world.Connect();
        await client.ReadLineAsync();
        await client.SendLineAsync("A APPEND INBOX {1000000+}");
        Assert.Equal("* BYE That literal is too large to be passed over", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }
}
