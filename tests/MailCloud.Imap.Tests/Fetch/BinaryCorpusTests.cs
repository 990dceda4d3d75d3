using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Messages;
using MailCloud.Testing;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>BINARY of every part of the corpora, held against what MimeKit makes of the same message: it finds, numbers and decodes the parts by itself.</summary>
public class BinaryCorpusTests
{
    private const int Batch = 100;

    [Fact]
    public async Task Every_part_is_decoded_as_by_MimeKit()
    {
        var compared = 0;
        foreach (var batch in Corpora.Messages().Chunk(Batch))
        {
            var messages = batch.Select(file => file.Read()).ToList();
            await using var world = await ImapWorld.NewAsync();
            await world.AppendAsync(messages.Select(octets => new NewMail(octets)));
            var expected = messages.ConvertAll(PartsOf);

            var output = await world.RunInInboxAsync(expected.Select((parts, index) => $"FETCH {index + 1} ({ItemsOf(parts)})"));

            var responses = FetchResponse.ReadAll(output);
            Assert.Equal(messages.Count, responses.Count);
            Assert.Equal(messages.Select(octets => (long)octets.Length), responses.Select(response => response.DecodedSizes[""]));
            foreach (var (parts, response) in expected.Zip(responses))
            foreach (var (number, octets) in parts)
            {
                Assert.Equal(octets, response.Decoded[number]);
                Assert.Equal(octets.Length, response.DecodedSizes[number]);
                var (origin, count) = PartialOf(octets);
                Assert.Equal(octets[origin..Math.Min(origin + count, octets.Length)], response.Decoded[$"{number}<{origin}>"]);
                compared++;
            }
        }
        Assert.True(compared > 2_000);
    }

    private static string ItemsOf(Dictionary<string, string> parts) =>
        string.Join(
            ' ',
            parts
                .SelectMany(part =>
                {
                    var (origin, count) = PartialOf(part.Value);
                    return new[] { $"BINARY.PEEK[{part.Key}]", $"BINARY.SIZE[{part.Key}]", $"BINARY.PEEK[{part.Key}]<{origin}.{count}>" };
                })
                .Prepend("BINARY.SIZE[]")
        );

    private static (int Origin, int Count) PartialOf(string octets) => (octets.Length / 3, (octets.Length / 2) + 1);

    /// <summary>The leaf parts by number and decoded. Those that MimeKit puts elsewhere are left out, the tests of the summary say which and why, and those with an encoding that nobody knows.</summary>
    private static Dictionary<string, string> PartsOf(byte[] message)
    {
        var summary = MessageParser.Parse(message, "");
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var parsed = MimeMessage.Load(new MemoryStream(message));
            using var walk = new MimeIterator(parsed);
            while (walk.MoveNext() && parts.Count < 20)
            {
                if (walk.Current is not MimePart { Content: { } content })
                    continue;
                // The only part of a message has the number 0 in MimeKit, and 1 in IMAP (RFC 9051 §6.4.5.1).
                int[] numbers = [.. walk.PathSpecifier.Split('.').Select(int.Parse).Select(number => Math.Max(number, 1))];
                if (
                    summary.FindPart(numbers) is { IsMultipart: false, Message: null } ours
                    && ours.Body.Length == content.Stream?.Length
                    && MimeUtils.TryParse(ours.Encoding, out ContentEncoding _)
                )
                    parts[string.Join('.', numbers)] = Decode(content);
            }
        }
        catch (FormatException)
        {
            // MimeKit refuses what has no header.
        }
        return parts;
    }

    private static string Decode(IMimeContent content)
    {
        using var decoded = new MemoryStream();
        content.DecodeTo(decoded);
        return Encoding.Latin1.GetString(decoded.ToArray());
    }
}
