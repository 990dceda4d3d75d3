using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Imap.Grammar;

/// <content>Numbers, sets of numbers, dates.</content>
internal ref partial struct ImapReader
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary><c>number</c>: 32 bits.</summary>
    public uint Number() =>
        Number64() is <= uint.MaxValue and var number ? (uint)number : throw new ImapSyntaxException("A number is too large");

    /// <summary><c>nz-number</c>.</summary>
    public uint NzNumber() => Number() is > 0 and var number ? number : throw new ImapSyntaxException("Zero is not allowed here");

    /// <summary><c>number64</c>: 63 bits.</summary>
    public ulong Number64()
    {
        if (!char.IsAsciiDigit((char)Peek))
            throw new ImapSyntaxException("Expected a number");
        if (!Utf8Parser.TryParse(Rest, out ulong number, out var length) || number > long.MaxValue)
            throw new ImapSyntaxException("A number is too large");
        position += length;
        return number;
    }

    /// <summary><c>sequence-set</c>.</summary>
    public SequenceSet SequenceSet()
    {
        if (TryOctet((byte)'$'))
            return Grammar.SequenceSet.Saved;
        var ranges = ImmutableArray.CreateBuilder<SequenceRange>();
        do
        {
            var first = SequenceBound();
            ranges.Add(new SequenceRange(first, TryOctet((byte)':') ? SequenceBound() : first));
        } while (TryOctet((byte)','));
        return Grammar.SequenceSet.Of(ranges.ToImmutable());
    }

    /// <summary><c>date-time</c>, e.g. <c>" 7-Feb-1994 21:52:25 -0800"</c>.</summary>
    public DateTimeOffset DateTime()
    {
        Octet((byte)'"', "a date and time in quotes");
        TrySpace();
        var date = DateText();
        Space();
        var (hour, minute, second) = (TwoDigits(), ColonAndTwoDigits(), ColonAndTwoDigits());
        Space();
        var west = TryOctet((byte)'-');
        if (!west)
            Octet((byte)'+', "a time zone");
        var zone = new TimeSpan(TwoDigits(), TwoDigits(), 0);
        Octet((byte)'"', "the end of the date and time");
        try
        {
            // 60 is a leap second, which the calendar here does not have.
            return new DateTimeOffset(date, new TimeOnly(hour, minute, Math.Min(second, 59)), west ? -zone : zone);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ImapSyntaxException("There is no such date and time");
        }
    }

    /// <summary><c>date</c>, e.g. <c>1-Feb-1994</c>, in quotes or not.</summary>
    public DateOnly Date()
    {
        var quoted = TryOctet((byte)'"');
        var date = DateText();
        if (quoted)
            Octet((byte)'"', "the end of the date");
        return date;
    }

    /// <summary><c>seq-number</c>: a number, or <c>*</c>.</summary>
    public SequenceBound SequenceBound() => TryOctet((byte)'*') ? Grammar.SequenceBound.Largest : new SequenceBound(NzNumber());

    private DateOnly DateText()
    {
        var day = Number();
        Octet((byte)'-', "a date");
        if (Rest.Length < 3)
            throw new ImapSyntaxException("Expected a month");
        var month = Array.IndexOf(Months, Encoding.Latin1.GetString(Rest[..3]).ToLowerInvariant()) + 1;
        position += 3;
        Octet((byte)'-', "a date");
        var year = Number();
        return month > 0 && year is > 0 and < 10_000 && day > 0 && day <= System.DateTime.DaysInMonth((int)year, month)
            ? new DateOnly((int)year, month, (int)day)
            : throw new ImapSyntaxException("There is no such date");
    }

    private int TwoDigits()
    {
        if (Rest.Length < 2 || !char.IsAsciiDigit((char)Rest[0]) || !char.IsAsciiDigit((char)Rest[1]))
            throw new ImapSyntaxException("Expected two digits");
        position += 2;
        return (text[position - 2] - '0') * 10 + text[position - 1] - '0';
    }

    private int ColonAndTwoDigits()
    {
        Octet((byte)':', "a time");
        return TwoDigits();
    }
}
