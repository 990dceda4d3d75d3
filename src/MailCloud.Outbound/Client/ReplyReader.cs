using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;

namespace MailCloud.Outbound.Client;

/// <summary>
/// Reads replies (RFC 5321 §4.2): lines with the same code, of which all but the last have a hyphen behind it. Takes what servers really send (long lines, LF
/// alone, a code without text), within limits.
/// </summary>
internal static class ReplyReader
{
    // RFC 5321 §4.5.3.1.5 says 512; a few go beyond.
    private const int MaxLine = 4096;
    private const int MaxLines = 128;

    /// <exception cref="ConversationException">The connection ended, or this is no reply.</exception>
    public static async ValueTask<RemoteReply> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (var code = 0; lines.Count < MaxLines; )
        {
            var line = await ReadLineAsync(input, cancellationToken);
            if (!TryParse(line, out var own, out var isLast, out var text) || (code != 0 && own != code))
                throw NoReply();
            code = own;
            lines.Add(text);
            if (isLast)
                return Reply(code, lines);
        }
        throw NoReply();
    }

    private static RemoteReply Reply(int code, ImmutableArray<string>.Builder lines)
    {
        var status = EnhancedStatus.At(lines[^1]) is { } found && found[0] - '0' == code / 100 ? found : null;
        if (status is not null)
            for (var i = 0; i < lines.Count; i++)
                if (lines[i].StartsWith(status, StringComparison.Ordinal))
                    lines[i] = lines[i][status.Length..].TrimStart();
        return new RemoteReply(code, status, lines.ToImmutable());
    }

    private static async ValueTask<string> ReadLineAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            if (TryTakeLine(result.Buffer, out var line, out var rest))
            {
                input.AdvanceTo(rest);
                return line;
            }
            var isTooLong = result.Buffer.Length > MaxLine;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (isTooLong)
                throw NoReply();
            if (result.IsCompleted)
                throw Lost();
        }
    }

    private static bool TryTakeLine(in ReadOnlySequence<byte> buffer, out string line, out SequencePosition rest)
    {
        var reader = new SequenceReader<byte>(buffer.Length > MaxLine ? buffer.Slice(0, MaxLine) : buffer);
        var found = reader.TryReadTo(out ReadOnlySequence<byte> octets, (byte)'\n');
        line = found ? Visible(octets) : "";
        rest = reader.Position;
        return found;
    }

    // A server's words end in logs and in reports: whatever they hold, they stay in their line.
    private static string Visible(in ReadOnlySequence<byte> octets)
    {
        var text = Encoding.UTF8.GetString(octets);
        return string.Create(
                text.Length,
                text,
                static (visible, all) =>
                {
                    for (var i = 0; i < visible.Length; i++)
                        visible[i] = char.IsControl(all[i]) ? ' ' : all[i];
                }
            )
            .TrimEnd();
    }

    private static bool TryParse(string line, out int code, out bool isLast, out string text)
    {
        code = 0;
        isLast = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        text = line.Length > 4 ? line[4..] : "";
        return line.Length >= 3
            && (isLast || line[3] == '-')
            && line[0] is >= '2' and <= '5'
            && char.IsAsciiDigit(line[1])
            && char.IsAsciiDigit(line[2])
            && int.TryParse(line.AsSpan(0, 3), out code);
    }

    private static ConversationException NoReply() => new("4.5.0", "The server's answer is no SMTP reply");

    private static ConversationException Lost() => new("4.4.2", "The server ended the connection");
}
