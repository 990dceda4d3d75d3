using System.Buffers;
using MailCloud.Mail.Messages;
using MailCloud.Testing;
using MimeKit;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Every message of the corpora.</summary>
public class CorpusTests
{
    [Fact]
    public void Every_message_has_a_summary_that_is_consistent_with_its_bytes()
    {
        foreach (var file in Corpora.Messages())
        {
            var message = file.Read();
            WithName(file, () => Summaries.CheckInvariants(MessageParser.Parse(message, file.Name), message));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task It_does_not_matter_in_which_pieces_the_bytes_come(int size)
    {
        foreach (var file in Corpora.Messages().Where((_, index) => index % 17 == 0))
        {
            var message = file.Read();
            var whole = Summaries.Write(MessageParser.Parse(message, file.Name));
            await using var pieces = new PieceStream(message, size);
            Assert.Equal(whole, Summaries.Write(await MessageParser.ParseAsync(pieces, file.Name, TestContext.Current.CancellationToken)));
            Assert.Equal(whole, Summaries.Write(MessageParser.Parse(new ReadOnlySequence<byte>(message), file.Name)));
        }
    }

    /// <summary>
    /// MimeKit's reader finds the same parts in the same places. Left out are the messages in which it differs on purpose: it has
    /// multiparts without parts, it looks into more types than IMAP embeds, it refuses an empty message and text without a header, takes garbage for one, and
    /// it counts the empty part between two adjacent boundaries as beginning before it.
    /// </summary>
    [Fact]
    public void MimeKit_finds_the_same_parts()
    {
        string[] different = ["sample_output_multipart", "msg_14.txt", "msg_19.txt", "msg_37.txt", "msg_38.txt", "decoderended.eml"];
        var compared = 0;
        foreach (var file in Corpora.Messages().Where(file => !different.Contains(Path.GetFileName(file.Name), StringComparer.Ordinal)))
        {
            var message = file.Read();
            var reader = new RangeReader(new MemoryStream(message));
            reader.ReadMessage(TestContext.Current.CancellationToken);
            if (reader.IsBeyondImap)
                continue;
            var ours = Summaries
                .AllParts(MessageParser.Parse(message, file.Name).Body)
                .Select(part => (part.Header, part.Body))
                .Order(ByOffset);
            WithName(file, () => Assert.Equal(reader.Ranges.Order(ByOffset), ours));
            compared++;
        }
        Assert.True(compared > 1_500);
    }

    /// <summary>The bytes of a body are what MimeKit decodes for a reader.</summary>
    [Fact]
    public void The_decoded_bytes_of_attachments_are_those_of_MimeKit()
    {
        var compared = 0;
        foreach (var file in Corpora.Files("mime/generated-charsets").Where(file => file.Name.EndsWith(".eml", StringComparison.Ordinal)))
        {
            var message = file.Read();
            var parts = Summaries.AllParts(MessageParser.Parse(message, file.Name).Body).Where(part => !part.IsMultipart).ToList();
            using var parsed = MimeMessage.Load(new MemoryStream(message), TestContext.Current.CancellationToken);
            foreach (var (theirs, ours) in parsed.BodyParts.OfType<MimePart>().Zip(parts))
            {
                using var encoded = new MemoryStream(message, (int)ours.Body.Offset, (int)ours.Body.Length);
                using var content = new MimeContent(encoded, theirs.Content!.Encoding);
                Assert.Equal(Decoded(theirs.Content), Decoded(content));
                Assert.Equal(theirs.FileName?.TrimStart('\uFEFF'), ours.FileName);
                compared++;
            }
        }
        Assert.True(compared > 70);
    }

    private static byte[] Decoded(IMimeContent content)
    {
        using var decoded = new MemoryStream();
        content.DecodeTo(decoded, TestContext.Current.CancellationToken);
        return decoded.ToArray();
    }

    private static readonly Comparer<(ByteRange Header, ByteRange Body)> ByOffset = Comparer<(ByteRange Header, ByteRange Body)>.Create(
        (left, right) =>
            (left.Header.Offset, left.Body.Offset, right.Body.End).CompareTo((right.Header.Offset, right.Body.Offset, left.Body.End))
    );

    private static void WithName(CorpusFile file, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(file.Name, e);
        }
    }

    private sealed class RangeReader(Stream stream)
        : MimeReader(new ParserOptions { MaxMimeDepth = SummaryLimits.Depth }, stream, MimeFormat.Entity)
    {
        private readonly Stack<int> boundaries = new();

        public List<(ByteRange Header, ByteRange Body)> Ranges { get; } = [];

        /// <summary>Whether there is a multipart without parts, or an embedded message of a type that IMAP does not look into.</summary>
        public bool IsBeyondImap { get; private set; }

        protected override void OnMultipartBegin(ContentType type, long start, int line, CancellationToken cancellation) =>
            boundaries.Push(0);

        protected override void OnMultipartBoundaryBegin(long start, int line, CancellationToken cancellation) =>
            boundaries.Push(boundaries.Pop() + 1);

        protected override void OnMultipartEnd(
            ContentType type,
            long start,
            int line,
            long body,
            long end,
            int lines,
            CancellationToken cancellation
        )
        {
            IsBeyondImap |= boundaries.Pop() == 0;
            Add(start, body, end);
        }

        protected override void OnMimePartEnd(
            ContentType type,
            long start,
            int line,
            long body,
            long end,
            int lines,
            CancellationToken cancellation
        ) => Add(start, body, end);

        protected override void OnMessagePartEnd(
            ContentType type,
            long start,
            int line,
            long body,
            long end,
            int lines,
            CancellationToken cancellation
        )
        {
            IsBeyondImap |= !type.IsMimeType("message", "rfc822");
            Add(start, body, end);
        }

        private void Add(long start, long body, long end) => Ranges.Add((ByteRange.Between(start, body), ByteRange.Between(body, end)));
    }
}
