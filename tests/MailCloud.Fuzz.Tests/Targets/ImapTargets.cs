using System.Text;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Imap;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Framing;
using MailCloud.Imap.Grammar;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>The IMAP engine: its framing, its grammar, and all of it.</summary>
internal static class ImapTargets
{
    private const string Protocol = "imap";

    private static readonly IReadOnlyList<string> Tokens = TranscriptSeeds.Tokens(Protocol);

    /// <summary>Commands are cut out of the input in the same way however it arrives.</summary>
    public static FuzzTarget Framing { get; } =
        new(
            "imap-framing",
            octets =>
            {
                var limits = octets.Length % 2 == 0 ? FramingLimits.AfterLogin : FramingLimits.BeforeLogin;
                Assert.Equal(Frames(Pieces.Whole(octets), limits), Frames(Pieces.Of(octets), limits));
            }
        )
        {
            Seeds = () => TranscriptSeeds.Sessions(Protocol),
            Tokens = Tokens,
            MaxLength = 16 * 1024,
            // Of each frame there is a text to compare.
            AllocationPerOctet = 8 * 1024,
        };

    /// <summary>The arguments of every command.</summary>
    public static FuzzTarget Commands { get; } =
        new("imap-commands", Validate)
        {
            Refusal = typeof(ImapSyntaxException),
            Seeds = () => TranscriptSeeds.Commands(Protocol),
            Tokens = Tokens,
        };

    /// <summary>A whole session: whatever a client sends is answered line by line, and in the same way however it arrives.</summary>
    public static FuzzTarget Session { get; } =
        new(
            "imap-session",
            octets =>
            {
                if (SessionInput.HasManyLogins(octets))
                    return;
                var input = SessionInput.LoggedIn("L LOGIN alice@example.com secret\r\nM SELECT INBOX\r\n", octets);
                var answers = Serve(Pieces.Whole(input));
                Assert.StartsWith("* OK ", answers, StringComparison.Ordinal);
                // Compressed octets depend on when they are flushed, an identifier of a thread on where a message is kept.
                if (SessionInput.Mentions(octets, "COMPRESS") || SessionInput.Mentions(octets, "THREADID"))
                    return;
                Assert.EndsWith("\r\n", answers, StringComparison.Ordinal);
                Assert.Equal(answers, Serve(Pieces.Of(input)));
            }
        )
        {
            Seeds = () => TranscriptSeeds.Sessions(Protocol),
            Tokens = Tokens,
            MaxLength = 2048,
            FreeAllocation = 64 * 1024 * 1024,
        };

    private static void Validate(byte[] octets)
    {
        var reader = new ImapReader(octets, utf8: octets.Length % 2 == 0);
        reader.Tag();
        reader.Space();
        CommandTable.Find(ref reader)?.Validate(ref reader);
    }

    private static string Serve(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var world = FuzzWorld.Create();
        return FuzzWorld.Serve(
            new ImapServer(world.Store, world.Mechanisms, FuzzWorld.Time, NullLogger<ImapServer>.Instance).ServeAsync,
            pieces
        );
    }

    private static List<string> Frames(IEnumerable<ReadOnlyMemory<byte>> pieces, FramingLimits limits)
    {
        var framing = new ImapFraming(new FuzzConnection(pieces));
        List<string> frames = [];
        while (true)
        {
            var frame = framing.ReadAsync(limits, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            frames.Add($"{frame.Status} {frame.Message} {Encoding.Latin1.GetString(frame.Text.Span)}");
            while (frame.Status == FrameStatus.CommandWithMessage)
            {
                var isWhole = framing.TakeMessageAsync(Keep, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                if (!isWhole)
                    return frames;
                frame = framing.ReadAfterMessageAsync(limits, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                frames.Add($"{frame.Status} {frame.Message} {Encoding.Latin1.GetString(frame.Text.Span)}");
            }
            if (frame.Status is FrameStatus.EndOfInput or FrameStatus.OutOfStep)
                return frames;
        }

        ValueTask Keep(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            frames[^1] += Encoding.Latin1.GetString(octets.Span);
            return ValueTask.CompletedTask;
        }
    }
}
