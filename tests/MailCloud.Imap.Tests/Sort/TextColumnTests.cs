using MailCloud.Imap.Sort;

namespace MailCloud.Imap.Tests.Sort;

/// <summary>What is kept of each text while messages are sorted.</summary>
public class TextColumnTests
{
    [Fact]
    public void Case_and_composition_make_no_difference() =>
        Assert.Equal(TextColumn.KeyOf("GRU\u0308SSE"), TextColumn.KeyOf("gr\u00FCsse"));

    [Fact]
    public void Of_a_very_long_text_the_beginning_is_compared()
    {
        // U+FDFA is folded into eighteen letters.
        var key = TextColumn.KeyOf(new string('\uFDFA', 100_000));
        Assert.Equal(1000, key.Length);
        Assert.Equal(TextColumn.KeyOf(new string('x', 1000)), TextColumn.KeyOf(new string('X', 1000) + "more"));
        Assert.NotEqual(TextColumn.KeyOf(new string('x', 1000)), TextColumn.KeyOf(new string('x', 999) + "y"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_text_is_before_all_others(string? text) => Assert.Empty(TextColumn.KeyOf(text));
}
