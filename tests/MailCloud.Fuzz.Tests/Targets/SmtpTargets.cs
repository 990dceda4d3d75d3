using System.Text;
using System.Text.RegularExpressions;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Smtp;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Commands;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>The SMTP engine: its grammar, what it looks at in a message that arrives, and all of it.</summary>
internal static partial class SmtpTargets
{
    private const string Protocol = "smtp";
    private const string HostName = "mail.example.com";
    private const int MaxHeader = 2048;

    private static readonly IReadOnlyList<string> Tokens = TranscriptSeeds.Tokens(Protocol);

    /// <summary>The arguments of every command.</summary>
    public static FuzzTarget Commands { get; } =
        new(
            "smtp-commands",
            octets =>
            {
                var reader = new SmtpReader(octets);
                CommandTable.Find(reader.Token())?.Validate(octets);
            }
        )
        {
            Refusal = typeof(SmtpSyntaxException),
            Seeds = () => TranscriptSeeds.Commands(Protocol),
            Tokens = [.. Tokens, "NOTIFY=", "ORCPT=rfc822;", "ENVID=", "RET=HDRS", "SIZE=", "+2B", "@a,@b:", "[IPv6:::1]"],
        };

    /// <summary>A whole session. However it arrives, it is answered in the same way, and the same messages are accepted: nobody smuggles one past the end of another.</summary>
    public static FuzzTarget Session { get; } =
        new(
            "smtp-session",
            octets =>
            {
                if (SessionInput.HasManyLogins(octets))
                    return;
                var input = SessionInput.LoggedIn("EHLO client.example\r\n", octets);
                var (answers, spool) = Serve(Pieces.Whole(input));
                var (others, otherSpool) = Serve(Pieces.Of(input));
                Assert.StartsWith("220 ", answers, StringComparison.Ordinal);
                Assert.All(answers.Split("\r\n")[..^1], line => Assert.Matches(ReplyLine(), line));
                Assert.Equal(Accepted().Replace(answers, ""), Accepted().Replace(others, ""));
                Assert.Equal(Accepted().Count(answers), spool.Messages.Count);
                Assert.Equal(0, spool.Open);
                Assert.Equal(spool.Messages.Select(message => message.Text), otherSpool.Messages.Select(message => message.Text));
            }
        )
        {
            Seeds = () => TranscriptSeeds.Sessions(Protocol),
            Tokens = [.. Tokens, "\r\n.\r\n", "\n.\n", "\r.\r", "BDAT 3 LAST\r\nabc", "BDAT 3\r\nabc", "DATA\r\n"],
            MaxLength = 2048,
            FreeAllocation = 64 * 1024 * 1024,
        };

    /// <summary>What is read of a header as it goes by. However it arrives it is the same, and what others forged is gone from it.</summary>
    public static FuzzTarget Content { get; } =
        new(
            "smtp-content",
            octets =>
            {
                var whole = Read(Pieces.Whole(octets));
                Assert.Equal(whole, Read(Pieces.Of(octets)));
                var end = HeaderBlock.LengthIn(octets);
                var filtered = HeaderFilter.RemoveForged(octets.AsMemory(0, end), HostName);
                Assert.Equal(filtered.ToArray(), HeaderFilter.RemoveForged(filtered, HostName).ToArray());
            }
        )
        {
            Seeds = () =>
                MessageSeeds
                    .Small()
                    .Append(
                        "Received: by a\r\nAuthentication-Results: mail.example.com; spf=pass\r\nDate: x\r\nMessage-ID: <a@b>\r\n\r\ntext\r\n"u8.ToArray()
                    ),
            Tokens =
            [
                .. MessageSeeds.Tokens,
                "Authentication-Results: mail.example.com;",
                "Authentication-Results: (c) \"mail.example.com\"/1;",
                "Received: ",
            ],
        };

    private static string Read(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var header = new IncomingHeader(MaxHeader);
        var facts = new StringBuilder();
        var isTooLarge = false;
        foreach (var piece in pieces)
        {
            header.Add(piece.Span);
            isTooLarge |= header.IsTooLarge;
        }
        header.End();
        facts.Append($"{header.Facts.BeginsWithField} {header.Facts.IsOver} {header.Facts.Length} {header.Facts.ReceivedCount} ");
        facts.Append($"{header.Facts.HasDate} {header.Facts.HasMessageId} {isTooLarge} ");
        // A header that is too large is dropped, and nobody looks at where it was when that was seen.
        return isTooLarge
            ? ""
            : facts.Append(Convert.ToHexString(header.Octets.Span)).Append(' ').Append(Convert.ToHexString(header.Rest.Span)).ToString();
    }

    private static (string Answers, MemorySpool Spool) Serve(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var world = FuzzWorld.Create();
        var spool = new MemorySpool();
        var options = new SmtpOptions
        {
            Service = SmtpService.Submissions,
            HostName = HostName,
            PrimaryDomain = "example.com",
        };
        var server = new SmtpServer(
            options,
            SmtpChecks.For(options, world.Directory),
            world.Mechanisms,
            spool,
            FuzzWorld.Time,
            NullLogger<SmtpServer>.Instance
        );
        return (FuzzWorld.Serve(server.ServeAsync, pieces), spool);
    }

    [GeneratedRegex(@"Accepted as \S+", RegexOptions.None, 10_000)]
    private static partial Regex Accepted();

    [GeneratedRegex("^[2-5][0-9]{2}[ -][^\r\n]*$", RegexOptions.None, 10_000)]
    private static partial Regex ReplyLine();
}
