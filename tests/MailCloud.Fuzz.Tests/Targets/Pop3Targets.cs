using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Maildrops;
using MailCloud.Pop3;
using MailCloud.Pop3.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>The POP3 engine with its grammar.</summary>
internal static class Pop3Targets
{
    private const string Protocol = "pop3";

    public static FuzzTarget Session { get; } =
        new(
            "pop3-session",
            octets =>
            {
                ValidateFirst(octets);
                if (SessionInput.HasManyLogins(octets))
                    return;
                var input = SessionInput.LoggedIn("USER alice@example.com\r\nPASS secret\r\n", octets);
                var answers = Serve(Pieces.Whole(input));
                Assert.StartsWith("+OK ", answers, StringComparison.Ordinal);
                Assert.EndsWith("\r\n", answers, StringComparison.Ordinal);
                Assert.Equal(answers, Serve(Pieces.Of(input)));
            }
        )
        {
            Seeds = () => TranscriptSeeds.Sessions(Protocol).Concat(TranscriptSeeds.Commands(Protocol)),
            Tokens = TranscriptSeeds.Tokens(Protocol),
            MaxLength = 2048,
            FreeAllocation = 64 * 1024 * 1024,
        };

    private static void ValidateFirst(byte[] octets)
    {
        var end = octets.AsSpan().IndexOf("\r\n"u8);
        var line = octets.AsSpan(0, end < 0 ? octets.Length : end);
        var reader = new Pop3Reader(line);
        try
        {
            CommandTable.Find(reader.Word())?.Validate(line);
        }
        catch (Pop3SyntaxException)
        {
            // As documented.
        }
    }

    private static string Serve(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var world = FuzzWorld.Create();
        return FuzzWorld.Serve(
            new Pop3Server(
                new Pop3Options(),
                world.Store,
                world.Mechanisms,
                new MemoryMaildropLock(),
                FuzzWorld.Time,
                NullLogger<Pop3Server>.Instance
            ).ServeAsync,
            pieces
        );
    }
}
