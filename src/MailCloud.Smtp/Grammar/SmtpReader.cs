using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using MailCloud.Mail.Addresses;

namespace MailCloud.Smtp.Grammar;

/// <summary>
/// Reads a command line, without its CRLF, from left to right. Each method reads what RFC 5321 §4.1.2 calls by its name and throws
/// <see cref="SmtpSyntaxException"/> if something else is there. Pure; never looks past the span.
/// </summary>
internal ref struct SmtpReader(ReadOnlySpan<byte> line)
{
    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private ReadOnlySpan<byte> rest = line;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>All up to the first space: a verb, the name of a mechanism.</summary>
    public ReadOnlySpan<byte> Token() => Take(rest.IndexOf((byte)' ') is >= 0 and var space ? space : rest.Length);

    /// <summary>One or more spaces. RFC 5321 wants one; clients send more.</summary>
    public void Space()
    {
        if (!TryTakeSpaces())
            throw new SmtpSyntaxException("Space expected");
    }

    /// <summary>The end of the line; spaces before it are tolerated (RFC 5321 §4.1.1).</summary>
    public void End()
    {
        TryTakeSpaces();
        if (!rest.IsEmpty)
            throw new SmtpSyntaxException("End of line expected");
    }

    /// <summary>All that is left, without the spaces around it; may be empty.</summary>
    public ReadOnlySpan<byte> Remainder() => Take(rest.Length).Trim((byte)' ');

    /// <summary>A word such as <c>FROM:</c>, in any case.</summary>
    public void Word(ReadOnlySpan<byte> word)
    {
        if (!TryTakeWord(word))
            throw new SmtpSyntaxException($"{Encoding.ASCII.GetString(word)} expected");
    }

    /// <summary><c>Reverse-path = Path / "&lt;&gt;"</c></summary>
    public ReversePath ReversePath() => TryTakeWord("<>"u8) ? default : new ReversePath(Path());

    /// <summary><c>Forward-path = Path</c>, or <c>&lt;Postmaster&gt;</c> (RFC 5321 §4.1.1.3).</summary>
    public ForwardPath ForwardPath() => TryTakeWord("<Postmaster>"u8) ? default : new ForwardPath(Path());

    /// <summary><c>Path = "&lt;" [ A-d-l ":" ] Mailbox "&gt;"</c></summary>
    private Address Path()
    {
        Octet((byte)'<');
        if (Peek() == '@')
            SourceRoute();
        var address = Address();
        Octet((byte)'>');
        return address;
    }

    /// <summary><c>A-d-l = At-domain *( "," At-domain )</c>: must be accepted and should be ignored (RFC 5321 §4.1.1.3).</summary>
    private void SourceRoute()
    {
        do
        {
            Octet((byte)'@');
            Domain();
        } while (TryTake((byte)','));
        Octet((byte)':');
    }

    /// <summary><c>Mailbox = Local-part "@" ( Domain / address-literal )</c></summary>
    public Address Address()
    {
        var localPart = Peek() == '"' ? QuotedString() : DotString();
        Octet((byte)'@');
        return new Address(localPart, Peek() == '[' ? AddressLiteral() : Domain());
    }

    /// <summary>
    /// <c>Dot-string = Atom *("." Atom)</c>. The 64 octets of RFC 5321 §4.5.3.1.1 are what a server must take at least, and senders that write a
    /// recipient into their reverse-path go beyond: the line's length is the limit.
    /// </summary>
    private string DotString()
    {
        var length = 0;
        while (length < rest.Length && (Octets.IsAtext(rest[length]) || rest[length] == '.' || Octets.IsUtf8(rest[length])))
            length++;
        var text = Take(length);
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.' || text.IndexOf(".."u8) >= 0)
            throw new SmtpSyntaxException("Local part of an address expected");
        return Decode(text);
    }

    /// <summary><c>Quoted-string = DQUOTE *QcontentSMTP DQUOTE</c>; the result is unquoted and not empty.</summary>
    private string QuotedString()
    {
        Octet((byte)'"');
        Span<byte> text = rest.Length <= 512 ? stackalloc byte[rest.Length] : new byte[rest.Length];
        var length = 0;
        while (!TryTake((byte)'"'))
        {
            // RFC 5321 §4.1.2 quoted-pairSMTP: a backslash before any visible character.
            var isPair = TryTake((byte)'\\');
            if (rest.IsEmpty || !(isPair ? rest[0] is >= (byte)' ' and < 0x7F : Octets.IsQtext(rest[0])))
                throw new SmtpSyntaxException("Quoted string is not well-formed");
            text[length++] = Take(1)[0];
        }
        return length > 0 ? Decode(text[..length]) : throw new SmtpSyntaxException("Local part is empty");
    }

    private string Domain()
    {
        var length = 0;
        while (length < rest.Length && Octets.IsDomain(rest[length]))
            length++;
        var domain = Decode(Take(length));
        return DomainName.IsValid(domain) ? domain : throw new SmtpSyntaxException("Domain expected");
    }

    /// <summary><c>address-literal</c> (RFC 5321 §4.1.3) of IPv4 or IPv6, kept with its brackets.</summary>
    private string AddressLiteral()
    {
        var length = rest.IndexOf((byte)']') + 1;
        var literal = Encoding.ASCII.GetString(Take(length));
        var isValid = literal.Length > 2 && IsAddress(literal[1..^1]);
        return isValid ? literal : throw new SmtpSyntaxException("Address literal is not well-formed");

        static bool IsAddress(string text)
        {
            const string tag = "IPv6:";
            return text.StartsWith(tag, StringComparison.OrdinalIgnoreCase)
                ? text.AsSpan(tag.Length).IndexOfAnyExcept(Ipv6Characters) < 0
                    && IPAddress.TryParse(text.AsSpan(tag.Length), out var v6)
                    && v6.AddressFamily is AddressFamily.InterNetworkV6
                : text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.') && IPAddress.TryParse(text, out _);
        }
    }

    /// <summary>The client's name after EHLO and HELO.</summary>
    public string Hello()
    {
        var length = 0;
        while (length < rest.Length && Octets.IsHello(rest[length]))
            length++;
        return length is > 0 and <= Mail.Addresses.Address.MaxDomainOctets
            ? Decode(Take(length))
            : throw new SmtpSyntaxException("Your domain or address literal expected");
    }

    /// <summary><c>esmtp-param = esmtp-keyword ["=" esmtp-value]</c> with the space before it; false at the end of the line.</summary>
    public bool TryParameter(out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value)
    {
        var spaced = TryTakeSpaces();
        keyword = value = default;
        if (rest.IsEmpty)
            return false;
        var length = 0;
        while (length < rest.Length && Octets.IsKeyword(rest[length]))
            length++;
        keyword = Take(length);
        if (!spaced || keyword.IsEmpty || keyword[0] == '-')
            throw new SmtpSyntaxException("Parameter expected");
        if (!TryTake((byte)'='))
            return true;
        length = 0;
        while (length < rest.Length && Octets.IsValue(rest[length]))
            length++;
        value = Take(length);
        return !value.IsEmpty ? true : throw new SmtpSyntaxException("Parameter's value expected");
    }

    /// <summary>Digits; a number too large for its type counts as the largest, which no limit allows.</summary>
    public long Number()
    {
        var length = 0;
        while (length < rest.Length && char.IsAsciiDigit((char)rest[length]))
            length++;
        if (length == 0)
            throw new SmtpSyntaxException("Number expected");
        var digits = Take(length);
        return Utf8Parser.TryParse(digits, out long number, out _) ? number : long.MaxValue;
    }

    private readonly int Peek() => rest.IsEmpty ? -1 : rest[0];

    private void Octet(byte octet)
    {
        if (!TryTake(octet))
            throw new SmtpSyntaxException($"{(char)octet} expected");
    }

    private bool TryTake(byte octet)
    {
        if (Peek() != octet)
            return false;
        rest = rest[1..];
        return true;
    }

    private bool TryTakeWord(ReadOnlySpan<byte> word)
    {
        if (rest.Length < word.Length || !Ascii.EqualsIgnoreCase(rest[..word.Length], word))
            return false;
        rest = rest[word.Length..];
        return true;
    }

    public bool TryTakeSpaces()
    {
        var length = rest.IndexOfAnyExcept((byte)' ');
        return !Take(length < 0 ? rest.Length : length).IsEmpty;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static string Decode(ReadOnlySpan<byte> octets)
    {
        if (!Utf8.IsValid(octets))
            throw new SmtpSyntaxException("Octets are not UTF-8");
        var text = Encoding.UTF8.GetString(octets);
        // Beyond ASCII there are more of them, such as U+0085 NEXT LINE, and no one means them in an address.
        return !text.AsSpan().ContainsAnyInRange('\u0080', '\u009F') ? text : throw new SmtpSyntaxException("Control character");
    }
}
