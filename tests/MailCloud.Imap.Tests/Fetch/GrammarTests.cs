using System.Text;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>What a client asks for, and what the server understands.</summary>
public class GrammarTests
{
    [Theory]
    [InlineData("flags", "FLAGS")]
    [InlineData("(UID RFC822.Size uid)", "UID RFC822.SIZE")]
    [InlineData("FAST", "FLAGS INTERNALDATE RFC822.SIZE")]
    [InlineData("all", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE")]
    [InlineData("FULL", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY")]
    [InlineData("(BODY BODYSTRUCTURE BODY[])", "BODY BODYSTRUCTURE BODY[]")]
    [InlineData("(rfc822 rfc822.header rfc822.text)", "RFC822 RFC822.HEADER RFC822.TEXT")]
    [InlineData("body.peek[]", "BODY[]")]
    [InlineData("body[header]", "BODY[HEADER]")]
    [InlineData("BODY[4.2.mime]", "BODY[4.2.MIME]")]
    [InlineData("BODY[1.text]<0.10>", "BODY[1.TEXT]<0>")]
    [InlineData("BODY[header.fields (from TO)]", "BODY[HEADER.FIELDS (from TO)]")]
    [InlineData("BODY[3.header.fields.not (\"Message-Id\")]<7.1>", "BODY[3.HEADER.FIELDS.NOT (\"Message-Id\")]<7>")]
    [InlineData("BODY[HEADER.FIELDS ({4}\r\nDate {2}\r\nTo)]", "BODY[HEADER.FIELDS (\"Date\" \"To\")]")]
    [InlineData("(PREVIEW (LAZY) PREVIEW)", "PREVIEW")]
    public void Items_have_the_name_that_the_response_gives_them(string text, string names)
    {
        var list = Parse(text);
        Assert.Equal(names, string.Join(' ', [.. list.Records, .. list.Summaries, .. list.Contents]));
    }

    [Theory]
    [InlineData("(FLAGS BODY.PEEK[] RFC822.HEADER ENVELOPE)", false)]
    [InlineData("(BODY.PEEK[] BODY[TEXT])", true)]
    [InlineData("RFC822.TEXT", true)]
    public void Only_reading_sets_seen(string text, bool sets) => Assert.Equal(sets, Parse(text).SetSeen);

    [Fact]
    public void A_client_cannot_ask_for_more_than_any_client_needs()
    {
        Parse(Repeat("BODY[1]", 100));
        Assert.Throws<ImapSyntaxException>(() => Parse(Repeat("BODY[1]", 101)));
        Parse($"BODY[HEADER.FIELDS {Repeat("a", 200)}]");
        Assert.Throws<ImapSyntaxException>(() => Parse($"BODY[HEADER.FIELDS {Repeat("a", 201)}]"));
        Parse($"BODY[{string.Join('.', Enumerable.Repeat(1, 200))}]");
        Assert.Throws<ImapSyntaxException>(() => Parse($"BODY[{string.Join('.', Enumerable.Repeat(1, 201))}]"));
    }

    private static string Repeat(string item, int times) => $"({string.Join(' ', Enumerable.Repeat(item, times))})";

    private static FetchList Parse(string text)
    {
        var reader = new ImapReader(Encoding.Latin1.GetBytes(text));
        var list = FetchList.Parse(ref reader);
        reader.End();
        return list;
    }
}
