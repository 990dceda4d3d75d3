using System.Text;
using CsCheck;
using MailCloud.Spam.Features;
using MailCloud.Testing;

namespace MailCloud.Spam.Tests.Features;

/// <summary>Whatever a stranger sends has features, so many and no more, at a bounded price.</summary>
public sealed class HostileMessageTests
{
    /// <summary>What the features of the largest message that is looked at may allocate.</summary>
    private const long MaxAllocated = 32 * 1024 * 1024;

    [Fact]
    public void Every_message_of_the_corpora_has_features()
    {
        var count = 0;
        foreach (var file in Corpora.Messages())
        {
            Check(file.Read());
            count++;
        }
        Assert.True(count > 1_000);
    }

    [Fact]
    public void Every_page_of_the_corpora_has_features()
    {
        foreach (var file in Corpora.Files("html"))
            Check(Mail.Html(Encoding.UTF8.GetString(file.Read())));
    }

    [Fact]
    public void Any_bytes_have_features() => Gen.Byte.Array[0, 4_000].Sample(Check);

    [Fact]
    public void Damaged_messages_have_features()
    {
        var messages = Corpora.Messages().Where((_, index) => index % 23 == 0).Select(file => file.Read()).ToArray();
        Gen.Select(
                Gen.Int[0, messages.Length - 1].Select(index => messages[index]),
                Gen.Int[0, 1 << 20],
                Gen.Int[0, 1 << 20],
                Gen.Byte.Array[0, 40]
            )
            .Sample(
                (message, from, length, put) =>
                {
                    var start = from % (message.Length + 1);
                    var end = Math.Min(message.Length, start + (length % 500));
                    Check([.. message[..start], .. put, .. message[end..]]);
                },
                iter: 300
            );
    }

    public static TheoryData<string, string> Floods() =>
        new()
        {
            { "words", string.Join(' ', Enumerable.Range(0, 200_000).Select(n => $"w{(char)('a' + (n % 26))}{n:x}")) },
            { "one word", new string('a', 1_000_000) },
            { "one space", new string(' ', 1_000_000) },
            { "links", string.Concat(Enumerable.Range(0, 50_000).Select(n => $"http://h{n}.example.com/p{n} ")) },
            { "schemes", string.Concat(Enumerable.Repeat("://", 300_000)) },
            { "letters before a scheme", string.Concat(Enumerable.Repeat(new string('h', 500) + "://", 200)) },
            { "tags", string.Concat(Enumerable.Repeat("<a href='http://x.example/'>", 40_000)) },
            { "open tags", string.Concat(Enumerable.Repeat("<", 500_000)) },
            { "attributes", "<a " + string.Concat(Enumerable.Range(0, 100_000).Select(n => $"a{n}=1 ")) },
            { "comments", string.Concat(Enumerable.Repeat("<!--", 200_000)) },
            { "entities", string.Concat(Enumerable.Repeat("&amp", 200_000)) },
            { "ideographs", new string('未', 300_000) },
            { "invisible letters", new string('\u200B', 300_000) },
            { "lone surrogates", string.Concat(Enumerable.Repeat("\uD800x", 100_000)) },
        };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_is_bounded(string name, string body)
    {
        Assert.NotEmpty(name);
        foreach (
            var message in (byte[][])
                [Mail.Text("x", body), Mail.Html(body), Mail.Text(body, "x"), Mail.Of($"From: {body}\nX-Mailer: {body}\n\nx")]
        )
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Check(message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        }
    }

    [Fact]
    public void Many_parts_are_bounded() =>
        Check(
            Mail.Of(
                "Content-Type: multipart/mixed; boundary=b\n\n"
                    + string.Concat(Enumerable.Repeat("--b\nContent-Type: text/html; charset=utf-16; name=\"a.b\"\n\n<p>x\n", 5_000))
            )
        );

    private static void Check(byte[] message)
    {
        var features = FeatureSet.Of(message);
        Assert.InRange(features.Slots.Length, 1, FeatureSet.MaxFeatures);
        Assert.All(features.Slots, slot => Assert.InRange(slot, 0, FeatureSlot.Count - 1));
        Assert.Equal(features.Slots.Length, features.Slots.Distinct().Count());
        // Nothing behind the beginning is looked at.
        var beginning = message[..Math.Min(message.Length, MessageFeatures.MaxOctets)];
        Assert.Equal(features.Slots, FeatureSet.Of(beginning).Slots);
    }
}
