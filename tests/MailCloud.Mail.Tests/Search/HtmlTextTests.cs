using System.Buffers;
using CsCheck;
using MailCloud.Mail.Search;

namespace MailCloud.Mail.Tests.Search;

/// <summary>What of an HTML page is text.</summary>
public class HtmlTextTests
{
    [Theory]
    [InlineData("meet <b>at</b> noon", "meet at noon")]
    [InlineData("meet<br>at<BR/>noon", "meet at noon")]
    [InlineData("<p>one</p>\r\n  <p>two</p>", "one two ")]
    [InlineData("un<i>believ</i>able", "unbelievable")]
    [InlineData("Gr&uuml;&szlig;e &amp; K&#xFC;sse &#8364;5", "Grüße & Küsse €5")]
    [InlineData("a &lt; b && c & d &nosuch; &", "a < b && c & d &nosuch; &")]
    [InlineData("1 < 2 <3", "1 < 2 <3")]
    [InlineData("<style>p { color: red }</style>seen<script>if (a < b) x('</b>')</SCRIPT > too", "seen too")]
    [InlineData("<head><title>none</title></head>text", "text")]
    [InlineData("a<!-- <b>hidden</b> - -- -->b<!doctype html>c<?xml?>d", "abcd")]
    [InlineData("<a href=\"x>y\" title='> \"'>link</a>, <img alt=it's src=x>rest", "link, rest")]
    [InlineData("broken <a href=", "broken ")]
    [InlineData("end <", "end <")]
    [InlineData("end &am", "end &am")]
    public void It_is_what_people_read(string page, string text) => Assert.Equal(text, Read(page, int.MaxValue));

    [Fact]
    public void It_does_not_matter_how_the_page_is_cut() =>
        Gen.Select(Gen.String[Gen.Char["<>&;!-/\"'= abstyle#1\n"], 0, 80], Gen.Int[1, 10])
            .Sample((page, piece) => Assert.Equal(Read(page, int.MaxValue), Read(page, piece)), iter: 2000);

    private static string Read(string page, int piece)
    {
        var (html, text) = (new HtmlText(), new ArrayBufferWriter<char>());
        for (var at = 0; at < page.Length; at += Math.Min(piece, page.Length - at))
            html.Write(page.AsSpan(at, Math.Min(piece, page.Length - at)), text);
        html.End(text);
        return text.WrittenSpan.ToString();
    }
}
