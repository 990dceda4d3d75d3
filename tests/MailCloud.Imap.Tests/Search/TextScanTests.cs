using System.Text;
using CsCheck;
using MailCloud.Imap.Tests.Session;

namespace MailCloud.Imap.Tests.Search;

/// <summary>Text is found wherever it is: also where the scan, the lines of an encoding, or a letter of several octets are cut.</summary>
public class TextScanTests
{
    private const string Wanted = "Übermäßig gesucht";

    [Fact]
    public async Task It_does_not_matter_where_in_a_long_text_it_is() =>
        await Gen.Select(Gen.Int[0, 40_000], Gen.Int[0, 10_000], Gen.Bool)
            .SampleAsync(
                async (before, after, base64) =>
                {
                    var text = Encoding.UTF8.GetBytes($"{new string('ü', before)}{Wanted}{new string('.', after)}");
                    await using var world = await ImapWorld.NewAsync();
                    await world.AppendAsync(new NewMail(Message(text, base64)), new NewMail(Message("Übermäßig. gesucht"u8, base64)));

                    var output = await world.RunInInboxAsync($"SEARCH BODY \"{Latin1(Wanted.ToUpperInvariant().Replace('ẞ', 'ß'))}\"");

                    Assert.Contains("* SEARCH 1\r\n", output, StringComparison.Ordinal);
                },
                iter: 50
            );

    [Fact]
    public async Task A_charset_that_nobody_knows_and_octets_that_mean_nothing_do_no_harm()
    {
        await using var world = await ImapWorld.NewAsync();
        await world.AppendAsync(
            new NewMail(Encoding.Latin1.GetBytes("Content-Type: text/plain; charset=x-none\r\n\r\n\xFE noon \xFF\r\n")),
            new NewMail("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n&&&&\r\n"u8.ToArray()),
            new NewMail("Content-Type: text/plain; charset=utf-16\r\n\r\nn\0o\0o\0n\0"u8.ToArray()),
            new NewMail([])
        );
        Assert.Contains("* SEARCH 1 3\r\n", await world.RunInInboxAsync("SEARCH BODY noon"), StringComparison.Ordinal);
    }

    private static byte[] Message(ReadOnlySpan<byte> text, bool base64) =>
        [
            .. Encoding.ASCII.GetBytes(
                $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {(base64 ? "base64" : "8bit")}\r\n\r\n"
            ),
            .. base64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(text, Base64FormattingOptions.InsertLineBreaks)) : text.ToArray(),
        ];

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
