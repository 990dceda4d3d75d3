using System.Buffers;
using System.Text;
using System.Text.Json;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Tokens;
using MailCloud.Spam.Features;
using MailCloud.Storage.Format;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>Messages: any octets are one, and each has a summary.</summary>
internal static class MessageTargets
{
    /// <summary>The summary is the same however the message arrives, all its ranges lie in the message, and it can be stored and read back.</summary>
    public static FuzzTarget Messages { get; } =
        new(
            "messages",
            octets =>
            {
                var summary = MessageParser.Parse(octets, "place");
                Assert.Equal(octets.Length, summary.Size);
                CheckRanges(summary.Body, new ByteRange(0, octets.Length));
                var stored = SummaryFormat.ToProto(summary);
                Assert.Equal(stored, SummaryFormat.ToProto(InPieces(octets)));
                Assert.Equal(stored, SummaryFormat.ToProto(SummaryFormat.Read(Google.Protobuf.MessageExtensions.ToByteArray(stored))));
            }
        )
        {
            Seeds = MessageSeeds.Small,
            Tokens = MessageSeeds.Tokens,
            MaxLength = 16 * 1024,
            FreeAllocation = 16 * 1024 * 1024,
        };

    /// <summary>Header fields, each by itself.</summary>
    public static FuzzTarget Fields { get; } =
        new(
            "header-fields",
            octets =>
            {
                var total = 0;
                foreach (var field in new HeaderBlock(octets))
                    total += field.Bytes.Length;
                Assert.Equal(HeaderBlock.LengthIn(octets), total);
                var author = AuthorFields.Read(octets);
                Assert.True(author.Count > 0 || author.Addresses.Count == 0);
                _ = ContentFields.Read(octets, inDigest: octets.Length % 2 == 0, new FieldBudget());
                var text = HeaderText.Unfold(octets, Charset.Find("iso-8859-1"));
                Assert.DoesNotContain(text, c => c is '\r' or '\n' or '\0');
                _ = HeaderText.Decode(text);
                Assert.True(Ascii.IsValid(HeaderText.ToAscii(text)));
                _ = MessageIds.All(text).Count();
                AddressList.Read(text, []);
            }
        )
        {
            Seeds = () =>
                MessageSeeds
                    .Small()
                    .SelectMany(message => FieldsOf(message[..HeaderBlock.LengthIn(message)]))
                    .DistinctBy(Convert.ToHexString)
                    .Take(2000),
            Tokens = MessageSeeds.Tokens,
            MaxLength = 8 * 1024,
            FreeAllocation = 16 * 1024 * 1024,
        };

    /// <summary>Text as people read it, what the spam filter sees in it, and what searches find in it.</summary>
    public static FuzzTarget Texts { get; } =
        new(
            "texts",
            octets =>
            {
                _ = FeatureSet.Of(octets);
                var summary = MessageParser.Parse(octets, "place");
                Assert.True(summary.Preview.Length <= SummaryLimits.PreviewLength);
                Assert.DoesNotContain(summary.Preview, char.IsControl);
                CheckSearchedTexts(octets, summary);
                CheckPage(Encoding.UTF8.GetString(octets));
            }
        )
        {
            Seeds = () => MessageSeeds.Small().Concat(Markup()),
            Tokens =
            [
                .. MessageSeeds.Tokens,
                "<a href=http://",
                "<img src=",
                "&amp;",
                "<title>",
                "</",
                "<![CDATA[",
                "display:none",
                "http://xn--a/",
            ],
            MaxLength = 16 * 1024,
            FreeAllocation = 16 * 1024 * 1024,
        };

    /// <summary>What is searched is folded UTF-8, and is made of terms.</summary>
    private static void CheckSearchedTexts(byte[] octets, MessageSummary summary)
    {
        var store = new MemoryMailStore(FuzzWorld.Time);
        var writer = store.BeginMessage();
        writer.WriteAsync(octets, default).AsTask().GetAwaiter().GetResult();
        var content = writer.CompleteAsync(default, default).AsTask().GetAwaiter().GetResult();
        var sink = new Folded();
        var text = new MessageText(store);
        var header = text.ReadHeaderAsync(content, summary, default).AsTask().GetAwaiter().GetResult();
        text.WriteAsync(content, summary, header, sink, default).AsTask().GetAwaiter().GetResult();
        Assert.True(System.Text.Unicode.Utf8.IsValid(sink.Text.WrittenSpan));
        Terms.Of(sink.Text.WrittenSpan, term => Assert.False(term.IsEmpty || term.Contains(Terms.Separator)));
        _ = BaseSubject.Of(summary.Envelope.Subject);
    }

    /// <summary>A page has the same text in whatever pieces it comes.</summary>
    private static void CheckPage(string page)
    {
        var whole = new ArrayBufferWriter<char>();
        new HtmlText().Write(page, whole);
        var inPieces = new ArrayBufferWriter<char>();
        var html = new HtmlText();
        for (var at = 0; at < page.Length; at += 7)
            html.Write(page.AsSpan(at, Math.Min(7, page.Length - at)), inPieces);
        Assert.Equal(whole.WrittenSpan.ToString(), inPieces.WrittenSpan.ToString());
    }

    /// <summary>Takes all texts, one behind the other.</summary>
    private sealed class Folded : ITextSink
    {
        public ArrayBufferWriter<byte> Text { get; } = new();

        public bool IsSatisfied => false;

        public void Begin(TextPlaces place) { }

        public void Write(ReadOnlySpan<byte> folded) => Text.Write(folded);
    }

    private static MessageSummary InPieces(byte[] octets)
    {
        var scanner = new MessageScanner();
        foreach (var piece in Pieces.Of(octets))
            scanner.Write(piece.Span);
        return scanner.Complete("place");
    }

    private static void CheckRanges(BodyPart part, ByteRange within)
    {
        Assert.True(part.Header.Offset >= within.Offset && part.Header.End == part.Body.Offset && part.Body.End <= within.End);
        if (part.Message is { } message)
            CheckRanges(message.Body, part.Body);
        foreach (var child in part.Parts)
            CheckRanges(child, part.Body);
    }

    private static List<byte[]> FieldsOf(byte[] header)
    {
        List<byte[]> fields = [];
        foreach (var field in new HeaderBlock(header))
            fields.Add(field.Bytes.ToArray());
        return fields;
    }

    private static IEnumerable<byte[]> Markup()
    {
        if (!MailCloud.Testing.Corpora.Exist)
            return [];
        var text = Encoding.UTF8.GetString(MailCloud.Testing.Corpora.File("html/htmlsanitizer/htmlsanitizer-literals.json").Read());
        using var literals = JsonDocument.Parse(text);
        return
        [
            .. literals
                .RootElement.EnumerateArray()
                .Select(literal => literal.ValueKind is JsonValueKind.String ? literal.GetString()! : literal.GetRawText())
                .Select(markup => Encoding.UTF8.GetBytes($"Content-Type: text/html; charset=utf-8\r\n\r\n{markup}")),
        ];
    }
}
