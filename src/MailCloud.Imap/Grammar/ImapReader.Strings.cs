using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Framing;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Grammar;

/// <content>Strings: everything that a client may also send as a literal.</content>
internal ref partial struct ImapReader
{
    /// <summary>The longest keyword, in octets: a mailbox keeps them in memory.</summary>
    private const int MaxKeyword = 128;

    /// <summary><c>string</c>: quoted or literal.</summary>
    public string String() => Decode(StringOctets());

    /// <summary><c>string</c> as it came; its character set is the caller's business.</summary>
    public ReadOnlySpan<byte> StringOctets() =>
        Peek switch
        {
            (byte)'"' => Quoted(),
            (byte)'{' => Literal(),
            _ => throw new ImapSyntaxException("Expected a string"),
        };

    /// <summary><c>astring</c>: an atom or a string.</summary>
    public string AString() => Decode(AStringOctets());

    /// <summary><c>astring</c> as it came.</summary>
    public ReadOnlySpan<byte> AStringOctets() => IsString ? StringOctets() : Run(Octets.AString, "a string");

    /// <summary><c>nstring</c>: a string, or null for <c>NIL</c>.</summary>
    public string? NString() => TryWord("NIL"u8) ? null : String();

    /// <summary><c>mailbox</c>: the name in Unicode.</summary>
    public string Mailbox() => MailboxName(AStringOctets());

    /// <summary><c>list-mailbox</c>: a name with wildcards, in Unicode.</summary>
    public string ListMailbox() => MailboxName(IsString ? StringOctets() : Run(Octets.List, "a mailbox name or pattern"));

    /// <summary>The header of the message that APPEND announces at its end.</summary>
    public LiteralHeader MessageHeader()
    {
        if (!LiteralHeader.TryFindAtEnd(Rest, out var header, out var start) || start != 0)
            throw new ImapSyntaxException("Expected a literal");
        position = text.Length;
        return header;
    }

    /// <summary><c>flag-list</c>, in parentheses and maybe empty.</summary>
    public FlagList FlagList()
    {
        Open();
        return TryClose() ? Grammar.FlagList.Empty : Flags(inParentheses: true);
    }

    /// <summary>What STORE takes: a flag-list, or flags without parentheses.</summary>
    public FlagList StoreFlags() => Peek == (byte)'(' ? FlagList() : Flags(inParentheses: false);

    /// <summary>
    /// <c>nstring / literal8</c> (RFC 5464 §5, <c>value</c>): any octets, or null for <c>NIL</c>. An atom is taken, too: MailKit writes a value without quotes that
    /// would be one.
    /// </summary>
    public ReadOnlyMemory<byte>? OctetsOrNil()
    {
        if (TryWord("NIL"u8))
            return null;
        return TryOctet((byte)'~') ? LiteralOctets().ToArray() : AStringOctets().ToArray();
    }

    private readonly bool IsString => Peek is (byte)'"' or (byte)'{';

    private FlagList Flags(bool inParentheses)
    {
        var flags = MessageFlags.None;
        var keywords = ImmutableArray.CreateBuilder<string>();
        do Flag(ref flags, keywords);
        while (TrySpace());
        if (inParentheses)
            Close();
        return new FlagList(flags, keywords.ToImmutable());
    }

    private void Flag(ref MessageFlags flags, ImmutableArray<string>.Builder keywords)
    {
        if (!TryOctet((byte)'\\'))
        {
            var atom = Atom();
            if (atom.Length > MaxKeyword)
                throw new ImapSyntaxException("A keyword is too long");
            var keyword = Encoding.ASCII.GetString(atom);
            if (!keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase))
                keywords.Add(keyword);
            return;
        }
        var name = Atom();
        foreach (var (flag, wire) in Grammar.FlagList.SystemFlags)
            if (Ascii.EqualsIgnoreCase(name, wire.Span[1..]))
            {
                flags |= flag;
                return;
            }
        // Clients of old copy \Recent from one message to another; it was never theirs to set (RFC 3501 §2.3.2).
        if (!Ascii.EqualsIgnoreCase(name, "Recent"u8))
            throw new ImapSyntaxException("There is no such system flag");
    }

    private ReadOnlySpan<byte> Quoted()
    {
        position++;
        var end = Rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
            throw new ImapSyntaxException("A quoted string does not end");
        if (Rest[end] == (byte)'\\')
            return QuotedWithEscapes();
        position += end + 1;
        return Allowed(text.Slice(position - end - 1, end));
    }

    private ReadOnlySpan<byte> QuotedWithEscapes()
    {
        var plain = new ArrayBufferWriter<byte>();
        while (true)
        {
            var end = Rest.IndexOfAny((byte)'"', (byte)'\\');
            if (end < 0)
                throw new ImapSyntaxException("A quoted string does not end");
            plain.Write(Rest[..end]);
            position += end;
            if (TryOctet((byte)'"'))
                return Allowed(plain.WrittenSpan);
            position++;
            if (Peek is not ((byte)'"' or (byte)'\\') || AtEnd)
                throw new ImapSyntaxException("A backslash may come only before a quote or a backslash");
            plain.Write([text[position++]]);
        }
    }

    private ReadOnlySpan<byte> Literal() => Allowed(LiteralOctets());

    private ReadOnlySpan<byte> LiteralOctets()
    {
        if (!LiteralHeader.TryRead(Rest, out var header, out var length) || header.Size > Rest.Length - length)
            throw new ImapSyntaxException("A literal is not what it says");
        position += length + (int)header.Size;
        return text.Slice(position - (int)header.Size, (int)header.Size);
    }

    private static ReadOnlySpan<byte> Allowed(ReadOnlySpan<byte> octets) =>
        octets.Contains((byte)0) ? throw new ImapSyntaxException("A string may not have a NUL") : octets;

    private readonly string MailboxName(ReadOnlySpan<byte> octets) => Utf8 ? Decode(octets) : ModifiedUtf7.Decode(Decode(octets));

    private static string Decode(ReadOnlySpan<byte> octets) =>
        System.Text.Unicode.Utf8.IsValid(octets)
            ? Encoding.UTF8.GetString(octets)
            : throw new ImapSyntaxException("A string is not in UTF-8");
}
