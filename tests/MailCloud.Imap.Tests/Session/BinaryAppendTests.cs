using System.Text;
using MailCloud.Imap.Tests.Fetch;
using MailCloud.Mail.Messages;
using MailCloud.Testing;

namespace MailCloud.Imap.Tests.Session;

/// <summary>What a transcript would be too long for: large binary parts of APPEND come back octet by octet (RFC 3516 §4.4).</summary>
public class BinaryAppendTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(100_000)]
    public async Task A_binary_part_of_any_size_comes_back_octet_by_octet(int size)
    {
        var octets = new byte[size];
        new Random(size).NextBytes(octets);
        var part = Encoding.Latin1.GetString(octets);
        var message =
            "Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            + $"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n{part}\r\n--cut--\r\n";
        await using var world = await ImapWorld.NewAsync();

        var output = await world.RunInInboxAsync(
            $"APPEND INBOX ~{{{message.Length}+}}\r\n{message}",
            "FETCH 1 (BINARY.PEEK[1.1] BINARY.SIZE[1.1] BODYSTRUCTURE BODY.PEEK[1.1])"
        );

        var response = Assert.Single(FetchResponse.ReadAll(output));
        Assert.Equal(part, response.Decoded["1.1"]);
        Assert.Equal(size, response.DecodedSizes["1.1"]);
        var structure = response.Structure!.Parts[0];
        Assert.Equal(("8bit", "base64"), (structure.Encoding, structure.Message!.Encoding));
        Assert.Equal(octets, Convert.FromBase64String(response.Sections["1.1"]!));
        Assert.All(response.Sections["1.1"]!.Split("\r\n"), line => Assert.InRange(line.Length, 1, 76));
    }

    [Fact]
    public async Task Binary_parts_of_the_corpora_come_back_octet_by_octet()
    {
        var compared = 0;
        foreach (var octets in Corpora.Messages().Select(file => file.Read()))
        {
            var parts = BinaryParts(MessageParser.Parse(octets, "").Body, "").ToList();
            if (parts.Count == 0)
                continue;
            await using var world = await ImapWorld.NewAsync();
            var items = string.Join(' ', parts.Select(part => $"BINARY.PEEK[{part.Number}]"));

            var output = await world.RunInInboxAsync(
                $"APPEND INBOX ~{{{octets.Length}+}}\r\n{Encoding.Latin1.GetString(octets)}",
                $"FETCH 1 (BODYSTRUCTURE {items})"
            );

            var response = Assert.Single(FetchResponse.ReadAll(output));
            foreach (var (number, range) in parts)
                Assert.Equal(Encoding.Latin1.GetString(octets, (int)range.Offset, (int)range.Length), response.Decoded[number]);
            Assert.DoesNotContain("\"binary\"", output, StringComparison.OrdinalIgnoreCase);
            compared++;
        }
        Assert.InRange(compared, 3, int.MaxValue);
    }

    private static IEnumerable<(string Number, ByteRange Body)> BinaryParts(BodyPart body, string prefix)
    {
        var children = body.IsMultipart ? body.Parts : [body];
        for (var i = 0; i < children.Count; i++)
        {
            var (number, part) = ($"{prefix}{i + 1}", children[i]);
            if (part is { Encoding: "binary", IsMultipart: false, Message: null })
                yield return (number, part.Body);
            foreach (
                var inside in part.Message is { } message ? BinaryParts(message.Body, number + ".")
                : part.IsMultipart ? BinaryParts(part, number + ".")
                : []
            )
                yield return inside;
        }
    }
}
