using System.Text;

namespace MailCloud.Pop3.Tests;

public class Pop3ReaderTests
{
    [Theory]
    [InlineData("RETR 1", 1)]
    [InlineData("RETR 0012", 12)]
    [InlineData("RETR 2147483648", int.MaxValue)]
    [InlineData("RETR 1 ", 1)]
    public void ReadsANumber(string line, int number) => Assert.Equal(number, Read(line));

    [Theory]
    [InlineData("RETR")]
    [InlineData("RETR ")]
    [InlineData("RETR  1")]
    [InlineData("RETR x")]
    [InlineData("RETR 1x")]
    [InlineData("RETR +1")]
    [InlineData("RETR 1 2")]
    public void RefusesWhatIsNone(string line) => Assert.Throws<Pop3SyntaxException>(() => Read(line));

    private static int Read(string line)
    {
        var reader = new Pop3Reader(Encoding.Latin1.GetBytes(line));
        Assert.Equal("RETR", Encoding.Latin1.GetString(reader.Word()));
        var number = reader.MessageNumber();
        reader.End();
        return number.Value;
    }
}
