using System.Text;
using CsCheck;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Grammar;

/// <summary>Each rule: what it takes, what it refuses, and that it takes no more than it should.</summary>
public class ImapReaderTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"say \\\"no\\\" \\\\ yes\"", "say \"no\" \\ yes")]
    [InlineData("{3}\r\na\"b", "a\"b")]
    [InlineData("{3+}\r\n\r\nx", "\r\nx")]
    [InlineData("{0}\r\n", "")]
    [InlineData("atom]", "atom]")]
    [InlineData("\"Grüße\"", "Grüße")]
    public void An_astring_is_an_atom_or_quoted_or_a_literal(string text, string value) =>
        Assert.Equal(value, Read(text, static (ref ImapReader reader) => reader.AString()));

    [Theory]
    [InlineData("")]
    [InlineData("\"open")]
    [InlineData("\"bad \\n escape\"")]
    [InlineData("\"ends in \\")]
    [InlineData("{3}\r\nab")]
    [InlineData("{3}abc")]
    [InlineData("{99999999999999999999}\r\n")]
    [InlineData("{-1}\r\n")]
    [InlineData("{4294967297}\r\nab")]
    [InlineData("(")]
    [InlineData("\"a\0b\"")]
    [InlineData("{3}\r\na\0b")]
    [InlineData("gr\u00fcn")]
    public void What_is_no_astring_is_refused(string text) => Refuses(text, static (ref ImapReader reader) => reader.AString());

    [Fact]
    public void Octets_that_are_not_utf8_are_refused() =>
        Assert.Throws<ImapSyntaxException>(() =>
        {
            var reader = new ImapReader([(byte)'"', 0xC3, 0x28, (byte)'"']);
            reader.AString();
        });

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4294967295", 4294967295)]
    public void A_number_has_32_bits(string text, long value) =>
        Assert.Equal(value, Read(text, static (ref ImapReader reader) => (long)reader.Number()));

    [Theory]
    [InlineData("4294967296")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("x")]
    [InlineData("99999999999999999999999")]
    public void What_is_no_number_is_refused(string text) => Refuses(text, static (ref ImapReader reader) => reader.Number());

    [Theory]
    [InlineData("1")]
    [InlineData("*")]
    [InlineData("1:*")]
    [InlineData("*:4,7,3:1,4294967295")]
    [InlineData("$")]
    public void A_sequence_set_is_kept_as_it_was_written(string text) =>
        Assert.Equal(text, Read(text, static (ref ImapReader reader) => reader.SequenceSet().ToString()));

    [Theory]
    [InlineData("0")]
    [InlineData("1,")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1:2:3")]
    [InlineData("1,,2")]
    [InlineData("4294967296")]
    public void What_is_no_sequence_set_is_refused(string text) =>
        Refuses(text, static (ref ImapReader reader) => reader.SequenceSet().ToString());

    [Fact]
    public void Every_sequence_set_comes_back()
    {
        var bound = Gen.OneOf(Gen.UInt[1, uint.MaxValue].Select(number => new SequenceBound(number)), Gen.Const(SequenceBound.Largest));
        Gen.Select(bound, bound, (first, last) => new SequenceRange(first, last))
            .Array[1, 20]
            .Sample(ranges =>
            {
                var text = SequenceSet.Of([.. ranges]).ToString();
                Assert.Equal(text, Read(text, static (ref ImapReader reader) => reader.SequenceSet().ToString()));
                Assert.Equal(ranges, Read(text, static (ref ImapReader reader) => reader.SequenceSet().Ranges.ToArray()));
            });
    }

    [Theory]
    [InlineData("\" 7-Feb-1994 21:52:25 -0800\"", "1994-02-07T21:52:25-08:00")]
    [InlineData("\"07-feb-1994 21:52:25 +0530\"", "1994-02-07T21:52:25+05:30")]
    [InlineData("\"31-Dec-2016 23:59:60 +0000\"", "2016-12-31T23:59:59+00:00")]
    public void A_date_and_time_is_read_with_its_zone(string text, string value) =>
        Assert.Equal(DateTimeOffset.Parse(value), Read(text, static (ref ImapReader reader) => reader.DateTime()));

    [Theory]
    [InlineData("\"30-Feb-1994 21:52:25 -0800\"")]
    [InlineData("\" 7-Fev-1994 21:52:25 -0800\"")]
    [InlineData("\" 7-Feb-1994 24:52:25 -0800\"")]
    [InlineData("\" 7-Feb-1994 21:52:25 -9900\"")]
    [InlineData("\" 7-Feb-0000 21:52:25 +0000\"")]
    [InlineData("\" 1-Jan-0001 00:00:00 +1400\"")]
    [InlineData("\" 7-Feb-1994 21:52 -0800\"")]
    [InlineData("\" 7-Feb-1994\"")]
    [InlineData("\" 7-")]
    public void What_is_no_date_and_time_is_refused(string text) => Refuses(text, static (ref ImapReader reader) => reader.DateTime());

    [Theory]
    [InlineData("1-Feb-1994")]
    [InlineData("\"01-FEB-1994\"")]
    public void A_date_may_be_quoted(string text) =>
        Assert.Equal(new DateOnly(1994, 2, 1), Read(text, static (ref ImapReader reader) => reader.Date()));

    [Fact]
    public void A_flag_list_has_flags_in_any_case_and_each_keyword_once()
    {
        var flags = Read("(\\seen \\DELETED $Forwarded work Work \\Recent)", static (ref ImapReader reader) => reader.FlagList());
        Assert.Equal(MessageFlags.Seen | MessageFlags.Deleted, flags.Flags);
        Assert.Equal(["$Forwarded", "work"], flags.Keywords);
    }

    [Theory]
    [InlineData("(\\Seen")]
    [InlineData("(\\)")]
    [InlineData("(\\Important)")]
    [InlineData("( )")]
    [InlineData("(a  b)")]
    [InlineData("(\"a\")")]
    public void What_is_no_flag_list_is_refused(string text) => Refuses(text, static (ref ImapReader reader) => reader.FlagList());

    [Fact]
    public void A_keyword_is_short() => Refuses($"({new string('k', 129)})", static (ref ImapReader reader) => reader.FlagList());

    [Fact]
    public void Parentheses_are_not_nested_without_end() =>
        Refuses(
            new string('(', ImapReader.MaxDepth + 1),
            static (ref ImapReader reader) =>
            {
                while (!reader.AtEnd)
                    reader.Open();
                return 0;
            }
        );

    [Fact]
    public void No_beginning_of_a_command_reads_beyond_its_end()
    {
        var text = "\"a\\\\b\" {3}\r\nabc (\\Seen x) 1:*,7 \" 7-Feb-1994 21:52:25 -0800\" NIL &U,BTFw-"u8.ToArray();
        ReadAll(text);
        for (var length = 0; length < text.Length; length++)
        {
            // A beginning of a last atom is an atom.
            if (length > text.Length - 8 || (length > text.Length - 12 && length < text.Length - 8))
                continue;
            Assert.Throws<ImapSyntaxException>(() => ReadAll(text.AsSpan(0, length)));
        }
    }

    private static void ReadAll(ReadOnlySpan<byte> text)
    {
        var reader = new ImapReader(text);
        reader.AString();
        reader.Space();
        reader.AString();
        reader.Space();
        reader.FlagList();
        reader.Space();
        reader.SequenceSet();
        reader.Space();
        reader.DateTime();
        reader.Space();
        if (reader.NString() is not null)
            throw new ImapSyntaxException("Expected NIL");
        reader.Space();
        reader.Mailbox();
        reader.End();
    }

    private static T Read<T>(string text, Rule<T> rule)
    {
        var reader = new ImapReader(Encoding.UTF8.GetBytes(text));
        var value = rule(ref reader);
        reader.End();
        return value;
    }

    private static void Refuses<T>(string text, Rule<T> rule) => Assert.Throws<ImapSyntaxException>(() => Read(text, rule));
}
