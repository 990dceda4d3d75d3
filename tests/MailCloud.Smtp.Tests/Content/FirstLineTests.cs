using System.Text;
using MailCloud.Smtp.Content;

namespace MailCloud.Smtp.Tests.Content;

/// <summary>Text without a header must not become part of the fields that the server puts in front of it.</summary>
public class FirstLineTests
{
    [Theory]
    [InlineData("Subject: hello\r\n", true)]
    [InlineData("X:", true)]
    [InlineData("Received : old style\r\n", true)]
    [InlineData("From carol@example.net Mon Mar  2 12:00:00 2026\r\n", true)]
    [InlineData("\r\nonly a body\r\n", true)]
    [InlineData("\nonly a body\n", true)]
    [InlineData("Hello, Bob.\r\n", false)]
    [InlineData("Time is 12:30\r\n", false)]
    [InlineData(" folded: into what stands before\r\n", false)]
    [InlineData("\tfolded\r\n", false)]
    [InlineData(": nameless\r\n", false)]
    [InlineData("Grüße: an alle\r\n", false)]
    [InlineData("word\r\n", false)]
    [InlineData("word", false)]
    [InlineData("", false)]
    public void A_field_is_told_from_text_however_it_arrives(string message, bool isField)
    {
        var octets = Encoding.UTF8.GetBytes(message);
        for (var piece = 1; piece <= octets.Length + 1; piece++)
        {
            var line = new FirstLine();
            for (var start = 0; start < octets.Length; start += piece)
                line.Add(octets.AsSpan(start, Math.Min(piece, octets.Length - start)));
            Assert.Equal(isField, line.IsField is true);
        }
    }

    [Theory]
    [InlineData('x', 'x')]
    [InlineData('x', ' ')]
    [InlineData(' ', ':')]
    public void A_name_that_is_longer_than_a_line_may_be_is_text_before_its_colon_comes(char fill, char last)
    {
        var line = new FirstLine();
        line.Add(Encoding.ASCII.GetBytes("x" + new string(fill, 997)));
        Assert.Null(line.IsField);
        line.Add([(byte)last]);
        Assert.False(line.IsField);
    }
}
