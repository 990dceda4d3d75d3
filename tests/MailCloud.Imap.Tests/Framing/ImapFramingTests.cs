using System.Text;
using MailCloud.Imap.Framing;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Framing;

/// <summary>The same commands come out wherever the input is cut.</summary>
public class ImapFramingTests
{
    private const string Commands =
        "A NOOP\r\n"
        + "B LOGIN {5+}\r\nalice {6}\r\nse\r\net\r\n"
        + "C SEARCH SUBJECT {0}\r\n\r\n"
        + "D APPEND {5}\r\nINBOX (\\Seen) {9+}\r\nA: b\r\n\r\nc {3+}\r\nxyz\r\n"
        + "E APPEND INBOX ~{2+}\r\n\r\n\r\n"
        + "F X{5}y \"{7}\"\r\n"
        + "\r\n";

    private static readonly string[] Expected =
    [
        "Command A NOOP",
        "Command B LOGIN {5+}\r\nalice {6}\r\nse\r\net",
        "Command C SEARCH SUBJECT {0}\r\n",
        "CommandWithMessage D APPEND {5}\r\nINBOX (\\Seen) {9+}",
        "message A: b\r\n\r\nc",
        "CommandWithMessage  {3+}",
        "message xyz",
        "Command ",
        "CommandWithMessage E APPEND INBOX ~{2+}",
        "message \r\n",
        "Command ",
        "Command F X{5}y \"{7}\"",
        "Command ",
    ];

    [Fact]
    public async Task Commands_come_whole_wherever_the_input_is_cut()
    {
        for (var cut = 0; cut <= Commands.Length; cut++)
        {
            var connection = new PipeConnection();
            var frames = ReadFramesAsync(connection, FramingLimits.AfterLogin);
            await connection.Client.SendAsync(Commands[..cut]);
            await connection.Client.SendAsync(Commands[cut..]);
            await connection.Client.EndAsync();
            Assert.Equal(Expected, await frames);
        }
    }

    [Fact]
    public async Task No_beginning_of_a_command_is_a_command()
    {
        const string command = "B LOGIN {5+}\r\nalice {6}\r\nse\r\net";
        for (var length = 0; length <= command.Length; length++)
        {
            var connection = new PipeConnection();
            await connection.Client.SendAsync(command[..length]);
            await connection.Client.EndAsync();
            Assert.Empty(await ReadFramesAsync(connection, FramingLimits.AfterLogin));
        }
    }

    [Fact]
    public async Task The_client_is_told_to_go_ahead_once_for_each_literal_it_waits_with()
    {
        var connection = new PipeConnection();
        await connection.Client.SendAsync(Commands);
        await connection.Client.EndAsync();
        await ReadFramesAsync(connection, FramingLimits.AfterLogin);
        await connection.Output.CompleteAsync();
        Assert.Equal("+ OK\r\n+ OK\r\n+ OK\r\n", await connection.Client.ReadToEndAsync());
    }

    [Theory]
    [InlineData("A LOGIN {4096+}\r\n", 0, "")]
    [InlineData("A LOGIN {4097+}\r\n", 0, "OutOfStep A LOGIN {4097+}")]
    [InlineData("A LOGIN {4097}\r\n", 0, "LiteralTooLarge A LOGIN {4097}")]
    [InlineData("A LOGIN {4294967297}\r\n", 0, "LiteralTooLarge A LOGIN {4294967297}")]
    [InlineData("A LOGIN {999999999999999999}\r\n", 0, "LiteralTooLarge A LOGIN {999999999999999999}")]
    [InlineData("", 8191, "")]
    [InlineData("", 8192, "Unreadable ")]
    [InlineData("A NO\rOP\r\n", 0, "Unreadable ")]
    [InlineData("A NO\nOP\r\n", 0, "Unreadable ")]
    public async Task A_stranger_may_send_little(string line, int more, string expected)
    {
        var connection = new PipeConnection();
        await connection.Client.SendAsync(line + new string('x', more));
        await connection.Client.EndAsync();
        Assert.Equal(expected, string.Join('|', await ReadFramesAsync(connection, FramingLimits.BeforeLogin)));
    }

    [Fact]
    public async Task All_literals_of_a_command_together_are_bounded()
    {
        var connection = new PipeConnection();
        var literal = $"{{4000+}}\r\n{new string('x', 4000)} ";
        await connection.Client.SendAsync($"A LOGIN {literal}{literal}{literal}\r\n");
        await connection.Client.EndAsync();
        var frames = await ReadFramesAsync(connection, FramingLimits.BeforeLogin);
        Assert.StartsWith("OutOfStep ", Assert.Single(frames), StringComparison.Ordinal);
    }

    /// <summary>Reads on to the end, or to what cannot be passed over; says what came.</summary>
    private static async Task<List<string>> ReadFramesAsync(PipeConnection connection, FramingLimits limits)
    {
        var framing = new ImapFraming(connection);
        List<string> frames = [];
        var frame = await framing.ReadAsync(limits, CancellationToken.None);
        while (frame.Status != FrameStatus.EndOfInput)
        {
            frames.Add($"{frame.Status} {Encoding.Latin1.GetString(frame.Text.Span)}");
            if (frame.Status is FrameStatus.OutOfStep or FrameStatus.Unreadable)
                break;
            if (frame.Status != FrameStatus.CommandWithMessage)
            {
                frame = await framing.ReadAsync(limits, CancellationToken.None);
                continue;
            }
            var message = new StringBuilder("message ");
            if (!await framing.TakeMessageAsync(Keep, CancellationToken.None))
                break;
            frames.Add(message.ToString());
            frame = await framing.ReadAfterMessageAsync(limits, CancellationToken.None);

            ValueTask Keep(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
            {
                message.Append(Encoding.Latin1.GetString(octets.Span));
                return ValueTask.CompletedTask;
            }
        }
        return frames;
    }
}
