using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Mail.Search;

namespace MailCloud.Imap.Tests.Search;

/// <summary>How large and deep a search may be.</summary>
public class GrammarTests
{
    [Fact]
    public void Keys_inside_each_other_have_an_end()
    {
        Parse(string.Concat(Enumerable.Repeat("NOT ", 99)) + "SEEN");
        Assert.Throws<ImapSyntaxException>(() => Parse(string.Concat(Enumerable.Repeat("NOT ", 100)) + "SEEN"));
        Assert.Throws<ImapSyntaxException>(() => Parse(string.Concat(Enumerable.Repeat("OR SEEN ", 10_000)) + "SEEN"));
        Assert.Throws<ImapSyntaxException>(() => Parse(new string('(', 10_000)));
    }

    [Fact]
    public void There_can_be_many_keys_but_not_any_number()
    {
        Parse(Repeat("UNSEEN", 1000));
        Assert.Throws<ImapSyntaxException>(() => Parse(Repeat("UNSEEN", 1001)));
    }

    [Fact]
    public void What_is_looked_for_in_bodies_is_little_and_short()
    {
        Parse(Repeat("TEXT x", 20));
        Assert.Throws<ImapSyntaxException>(() => Parse(Repeat("BODY x", 21)));
        Parse("BODY " + new string('x', TextQuery.MaxLength));
        Assert.Throws<ImapSyntaxException>(() => Parse("BODY " + new string('x', TextQuery.MaxLength + 1)));
    }

    [Fact]
    public void Texts_of_all_keys_together_have_a_limit()
    {
        Parse(Repeat("NOT HEADER x y", 50));
        Assert.Throws<ImapSyntaxException>(() => Parse(Repeat("NOT HEADER x y", 51)));
        Assert.Throws<ImapSyntaxException>(() => Parse(Repeat("FROM x", 101)));
    }

    private static string Repeat(string key, int times) => string.Join(' ', Enumerable.Repeat(key, times));

    private static void Parse(string keys)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(" " + keys));
        Assert.NotNull(SearchCommand.Parse(ref reader).Program.Condition);
        reader.End();
    }
}
